ALTER TABLE `queues` ADD `daysOfWeek` text DEFAULT '["mon","tue","wed","thu","fri","sat","sun"]' NOT NULL;--> statement-breakpoint
-- What a sum holds has grown: it is made anew at this start.
UPDATE `queues` SET `sum` = NULL;
