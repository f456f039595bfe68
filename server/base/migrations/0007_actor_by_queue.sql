DROP INDEX `journal_actor`;--> statement-breakpoint
CREATE INDEX `journal_actor` ON `journal` (`actorId`,`queueId`,`at`) WHERE actorId is not null;