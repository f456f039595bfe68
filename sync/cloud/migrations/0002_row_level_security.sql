-- Forced: also for whoever owns the tables. A site's role is called baari_site_<site_id> and sees and writes the rows of that
-- site only; the owner, who keeps the cloud, sees all of them.

alter table baari.site enable row level security;
alter table baari.site force row level security;
create policy own_rows on baari.site
  using (current_user = 'baari_site_' || site_id) with check (current_user = 'baari_site_' || site_id);
create policy keeper on baari.site to current_user using (true) with check (true);

alter table baari.site_epoch enable row level security;
alter table baari.site_epoch force row level security;
create policy own_rows on baari.site_epoch
  using (current_user = 'baari_site_' || site_id) with check (current_user = 'baari_site_' || site_id);
create policy keeper on baari.site_epoch to current_user using (true) with check (true);

alter table baari.daily_summary enable row level security;
alter table baari.daily_summary force row level security;
create policy own_rows on baari.daily_summary
  using (current_user = 'baari_site_' || site_id) with check (current_user = 'baari_site_' || site_id);
create policy keeper on baari.daily_summary to current_user using (true) with check (true);

alter table baari.hourly_summary enable row level security;
alter table baari.hourly_summary force row level security;
create policy own_rows on baari.hourly_summary
  using (current_user = 'baari_site_' || site_id) with check (current_user = 'baari_site_' || site_id);
create policy keeper on baari.hourly_summary to current_user using (true) with check (true);

alter table baari.live_queue enable row level security;
alter table baari.live_queue force row level security;
create policy own_rows on baari.live_queue
  using (current_user = 'baari_site_' || site_id) with check (current_user = 'baari_site_' || site_id);
create policy keeper on baari.live_queue to current_user using (true) with check (true);
