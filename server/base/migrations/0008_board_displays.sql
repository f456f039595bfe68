ALTER TABLE `boards` ADD `layout` text DEFAULT 'hall' NOT NULL;--> statement-breakpoint
ALTER TABLE `boards` ADD `servicePointIds` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `boards` ADD `volume` integer DEFAULT 80 NOT NULL;--> statement-breakpoint
ALTER TABLE `boards` ADD `speech` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `boards` ADD `quietFrom` text;--> statement-breakpoint
ALTER TABLE `boards` ADD `quietUntil` text;--> statement-breakpoint
ALTER TABLE `boards` ADD `quietDark` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `boards` ADD `picture` text;--> statement-breakpoint
-- What a sum holds has grown: it is made anew at this start.
UPDATE `boards` SET `sum` = NULL;
