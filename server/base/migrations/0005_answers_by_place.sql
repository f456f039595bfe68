CREATE TABLE `__new_answers` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`fingerprint` text NOT NULL,
	`status` integer NOT NULL,
	`body` text NOT NULL,
	`cookie` text,
	`expiresAt` integer NOT NULL,
	`sum` integer
);
--> statement-breakpoint
INSERT INTO `__new_answers`("id", "fingerprint", "status", "body", "cookie", "expiresAt", "sum") SELECT "id", "fingerprint", "status", "body", "cookie", "expiresAt", "sum" FROM `answers` ORDER BY "expiresAt";--> statement-breakpoint
DROP TABLE `answers`;--> statement-breakpoint
ALTER TABLE `__new_answers` RENAME TO `answers`;--> statement-breakpoint
CREATE INDEX `answers_place` ON `answers` ((n >> 8),`id`);
