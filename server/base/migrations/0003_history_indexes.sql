DROP INDEX `journal_queue`;--> statement-breakpoint
DROP INDEX `journal_actor`;--> statement-breakpoint
CREATE INDEX `journal_overtaken` ON `journal` (`queueId`) WHERE kind = 'queue.overtaken';--> statement-breakpoint
CREATE INDEX `journal_queue` ON `journal` (`queueId`,`at`) WHERE queueId is not null;--> statement-breakpoint
CREATE INDEX `journal_actor` ON `journal` (`actorId`,`at`) WHERE actorId is not null;--> statement-breakpoint
DROP INDEX `patients_phone`;--> statement-breakpoint
CREATE INDEX `patients_phone` ON `patients` (`phone`,`nameFolded`);--> statement-breakpoint
DROP INDEX `calls_queue`;--> statement-breakpoint
CREATE INDEX `calls_queue` ON `calls` (`queueId`,`day`);--> statement-breakpoint
DROP INDEX `tokens_point`;--> statement-breakpoint
CREATE INDEX `tokens_point` ON `tokens` (`servicePointId`,`state`) WHERE servicePointId is not null;