ALTER TABLE `tokens` ADD `carryPlace` integer;--> statement-breakpoint
CREATE INDEX `tokens_carried` ON `tokens` (`day`) WHERE carryPlace is not null and nextTokenId is null;