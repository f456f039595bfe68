CREATE TABLE `answers` (
	`id` text PRIMARY KEY NOT NULL,
	`fingerprint` text NOT NULL,
	`status` integer NOT NULL,
	`body` text NOT NULL,
	`cookie` text,
	`expiresAt` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `journal` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`actorKind` text NOT NULL,
	`actorId` integer,
	`device` text,
	`queueId` integer,
	`tokenId` integer,
	`visitId` integer,
	`subject` text,
	`data` text,
	`hash` blob NOT NULL
);
--> statement-breakpoint
CREATE INDEX `journal_token` ON `journal` (`tokenId`) WHERE tokenId is not null;--> statement-breakpoint
CREATE INDEX `journal_queue` ON `journal` (`queueId`) WHERE queueId is not null;--> statement-breakpoint
CREATE INDEX `journal_actor` ON `journal` (`actorId`) WHERE actorId is not null;--> statement-breakpoint
CREATE INDEX `journal_subject` ON `journal` (`subject`) WHERE subject is not null;--> statement-breakpoint
CREATE INDEX `journal_at` ON `journal` (`at`);--> statement-breakpoint
CREATE TABLE `remarks` (
	`seq` integer PRIMARY KEY NOT NULL,
	`words` text NOT NULL,
	FOREIGN KEY (`seq`) REFERENCES `journal`(`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `patients` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`recordNumber` text NOT NULL,
	`name` text NOT NULL,
	`nameFolded` text NOT NULL,
	`phone` text,
	`yearOfBirth` integer,
	`sex` text,
	`createdAt` integer NOT NULL,
	`lastVisitAt` integer,
	`version` integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `patients_recordNumber_unique` ON `patients` (`recordNumber`);--> statement-breakpoint
CREATE INDEX `patients_phone` ON `patients` (`phone`);--> statement-breakpoint
CREATE INDEX `patients_name` ON `patients` (`nameFolded`);--> statement-breakpoint
CREATE TABLE `boards` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`queueIds` text DEFAULT '[]' NOT NULL,
	`message` text,
	`languages` text DEFAULT '["en","hi"]' NOT NULL,
	`version` integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `departments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`code` text,
	`version` integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `doctors` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`departmentId` integer NOT NULL,
	`specialization` text,
	`type` text,
	`regions` text DEFAULT '[]' NOT NULL,
	`insurances` text DEFAULT '[]' NOT NULL,
	`maxPerDay` integer,
	`maxPerWeek` integer,
	`consultationCount` integer DEFAULT 0 NOT NULL,
	`consultationSumMs` integer DEFAULT 0 NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`departmentId`) REFERENCES `departments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `queue_service_points` (
	`queueId` integer NOT NULL,
	`servicePointId` integer NOT NULL,
	PRIMARY KEY(`queueId`, `servicePointId`),
	FOREIGN KEY (`queueId`) REFERENCES `queues`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`servicePointId`) REFERENCES `service_points`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `queues` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`code` text NOT NULL,
	`prefix` text NOT NULL,
	`name` text NOT NULL,
	`departmentId` integer NOT NULL,
	`doctorId` integer,
	`dailyCap` integer,
	`opensAt` text,
	`closesAt` text,
	`startsOpen` integer DEFAULT 1 NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`departmentId`) REFERENCES `departments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`doctorId`) REFERENCES `doctors`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `queues_code_unique` ON `queues` (`code`);--> statement-breakpoint
CREATE UNIQUE INDEX `queues_prefix_unique` ON `queues` (`prefix`);--> statement-breakpoint
CREATE TABLE `service_points` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`directions` text,
	`departmentId` integer,
	`capacity` integer DEFAULT 1 NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`departmentId`) REFERENCES `departments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `calls` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`queueId` integer NOT NULL,
	`day` text NOT NULL,
	`tokenId` integer NOT NULL,
	`servicePointId` integer NOT NULL,
	`at` integer NOT NULL,
	`again` integer DEFAULT 0 NOT NULL,
	`wheel` text,
	`undone` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`tokenId`) REFERENCES `tokens`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `calls_token` ON `calls` (`tokenId`);--> statement-breakpoint
CREATE INDEX `calls_queue` ON `calls` (`queueId`,`id`);--> statement-breakpoint
CREATE TABLE `moves` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tokenId` integer NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`actorKind` text NOT NULL,
	`actorId` integer,
	`servicePointId` integer,
	`before` text NOT NULL,
	`after` text NOT NULL,
	`callId` integer,
	`undone` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`tokenId`) REFERENCES `tokens`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `moves_token` ON `moves` (`tokenId`);--> statement-breakpoint
CREATE TABLE `paces` (
	`subject` text PRIMARY KEY NOT NULL,
	`meanLogMs` real NOT NULL,
	`varLogMs` real NOT NULL,
	`count` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `queue_days` (
	`queueId` integer NOT NULL,
	`day` text NOT NULL,
	`state` text NOT NULL,
	`stateBy` text DEFAULT 'hours' NOT NULL,
	`notice` text,
	`resumesAt` integer,
	`lateMinutes` integer DEFAULT 0 NOT NULL,
	`lastSerial` integer DEFAULT 0 NOT NULL,
	`calls` integer DEFAULT 0 NOT NULL,
	`wheel` text DEFAULT '[0,0,0,0]' NOT NULL,
	PRIMARY KEY(`queueId`, `day`),
	FOREIGN KEY (`queueId`) REFERENCES `queues`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`day`) REFERENCES `service_days`(`day`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `service_days` (
	`day` text PRIMARY KEY NOT NULL,
	`openedAt` integer NOT NULL,
	`closedAt` integer
);
--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`queueId` integer NOT NULL,
	`day` text NOT NULL,
	`serial` integer NOT NULL,
	`visitId` integer NOT NULL,
	`source` text NOT NULL,
	`deviceId` integer,
	`state` text NOT NULL,
	`withdrawn` integer DEFAULT 0 NOT NULL,
	`lane` text NOT NULL,
	`laneSeq` integer NOT NULL,
	`arrivedSeq` integer NOT NULL,
	`dueAtCall` integer,
	`asideUntil` integer,
	`slotAt` integer,
	`servicePointId` integer,
	`issuedAt` integer NOT NULL,
	`calledAt` integer,
	`startedAt` integer,
	`endedAt` integer,
	`hereAt` integer,
	`hereCount` integer DEFAULT 0 NOT NULL,
	`lateCount` integer DEFAULT 0 NOT NULL,
	`reasonSeq` integer,
	`fromTokenId` integer,
	`nextTokenId` integer,
	FOREIGN KEY (`queueId`) REFERENCES `queues`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`day`) REFERENCES `service_days`(`day`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`visitId`) REFERENCES `visits`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`servicePointId`) REFERENCES `service_points`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_key_unique` ON `tokens` (`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_number` ON `tokens` (`queueId`,`day`,`serial`);--> statement-breakpoint
CREATE INDEX `tokens_active` ON `tokens` (`queueId`,`day`) WHERE state in ('waiting', 'called', 'serving', 'held', 'no-show');--> statement-breakpoint
CREATE INDEX `tokens_device` ON `tokens` (`deviceId`,`day`) WHERE deviceId is not null;--> statement-breakpoint
CREATE INDEX `tokens_visit` ON `tokens` (`visitId`);--> statement-breakpoint
CREATE INDEX `tokens_point` ON `tokens` (`servicePointId`) WHERE state in ('called', 'serving');--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `devices` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`secretHash` text NOT NULL,
	`createdAt` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `devices_secretHash_unique` ON `devices` (`secretHash`);--> statement-breakpoint
CREATE TABLE `displays` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`secretHash` text NOT NULL,
	`code` text,
	`codeExpiresAt` integer,
	`kind` text DEFAULT 'board' NOT NULL,
	`boardId` text,
	`pairedAt` integer,
	`revokedAt` integer,
	`createdAt` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `displays_secretHash_unique` ON `displays` (`secretHash`);--> statement-breakpoint
CREATE UNIQUE INDEX `displays_code_unique` ON `displays` (`code`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`userId` integer NOT NULL,
	`secretHash` text NOT NULL,
	`createdAt` integer NOT NULL,
	`expiresAt` integer NOT NULL,
	`revokedAt` integer,
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_secretHash_unique` ON `sessions` (`secretHash`);--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`userId`);--> statement-breakpoint
CREATE TABLE `user_queues` (
	`userId` integer NOT NULL,
	`queueId` integer NOT NULL,
	PRIMARY KEY(`userId`, `queueId`),
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `user_service_points` (
	`userId` integer NOT NULL,
	`servicePointId` integer NOT NULL,
	PRIMARY KEY(`userId`, `servicePointId`),
	FOREIGN KEY (`userId`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`username` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`passwordHash` text NOT NULL,
	`doctorId` integer,
	`disabled` integer DEFAULT 0 NOT NULL,
	`version` integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_username_unique` ON `users` (`username`);--> statement-breakpoint
CREATE TABLE `consultations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tokenId` integer NOT NULL,
	`visitId` integer NOT NULL,
	`queueId` integer NOT NULL,
	`doctorId` integer,
	`servicePointId` integer,
	`startedAt` integer NOT NULL,
	`endedAt` integer,
	`durationMs` integer,
	`occupiedMs` integer,
	`note` text,
	FOREIGN KEY (`visitId`) REFERENCES `visits`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `consultations_tokenId_unique` ON `consultations` (`tokenId`);--> statement-breakpoint
CREATE INDEX `consultations_visit` ON `consultations` (`visitId`);--> statement-breakpoint
CREATE INDEX `consultations_queue` ON `consultations` (`queueId`,`id`);--> statement-breakpoint
CREATE INDEX `consultations_doctor` ON `consultations` (`doctorId`,`id`);--> statement-breakpoint
CREATE TABLE `visits` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`day` text NOT NULL,
	`patientId` integer,
	`name` text,
	`phone` text,
	`yearOfBirth` integer,
	`sex` text,
	`language` text,
	FOREIGN KEY (`patientId`) REFERENCES `patients`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `visits_phone` ON `visits` (`phone`,`day`) WHERE phone is not null;--> statement-breakpoint
CREATE INDEX `visits_patient` ON `visits` (`patientId`) WHERE patientId is not null;