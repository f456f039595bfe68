CREATE TABLE `bookings` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`slotId` integer NOT NULL,
	`doctorId` integer NOT NULL,
	`dayNumber` integer NOT NULL,
	`startAt` integer NOT NULL,
	`minutes` integer NOT NULL,
	`state` text NOT NULL,
	`serial` integer,
	`expiresAt` integer,
	`source` text NOT NULL,
	`deviceId` integer,
	`patientId` integer,
	`name` text,
	`phone` text,
	`email` text,
	`region` text,
	`insurance` text,
	`pairId` integer,
	`waitlistId` integer,
	`tokenId` integer,
	`createdAt` integer NOT NULL,
	`bookedAt` integer,
	`endedAt` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`sum` integer,
	FOREIGN KEY (`slotId`) REFERENCES `slots`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`doctorId`) REFERENCES `doctors`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`patientId`) REFERENCES `patients`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`tokenId`) REFERENCES `tokens`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bookings_key_unique` ON `bookings` (`key`);--> statement-breakpoint
CREATE UNIQUE INDEX `bookings_claim` ON `bookings` (`slotId`) WHERE state in ('pending', 'booked', 'checked-in', 'fulfilled', 'no-show');--> statement-breakpoint
CREATE INDEX `bookings_slot` ON `bookings` (`slotId`);--> statement-breakpoint
CREATE INDEX `bookings_counted` ON `bookings` (`doctorId`,`dayNumber`,`state`,`expiresAt`);--> statement-breakpoint
CREATE INDEX `bookings_due` ON `bookings` (`expiresAt`) WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX `bookings_booked` ON `bookings` (`startAt`) WHERE state = 'booked';--> statement-breakpoint
CREATE INDEX `bookings_here` ON `bookings` (`startAt`) WHERE state = 'checked-in';--> statement-breakpoint
CREATE UNIQUE INDEX `bookings_serial` ON `bookings` (`serial`) WHERE serial is not null;--> statement-breakpoint
CREATE INDEX `bookings_device` ON `bookings` (`deviceId`,`state`,`startAt`) WHERE deviceId is not null;--> statement-breakpoint
CREATE INDEX `bookings_phone` ON `bookings` (`phone`,`state`,`startAt`) WHERE phone is not null;--> statement-breakpoint
CREATE INDEX `bookings_patient` ON `bookings` (`patientId`,`startAt`) WHERE patientId is not null;--> statement-breakpoint
CREATE INDEX `bookings_pair` ON `bookings` (`pairId`) WHERE pairId is not null;--> statement-breakpoint
CREATE INDEX `bookings_token` ON `bookings` (`tokenId`) WHERE tokenId is not null;--> statement-breakpoint
CREATE INDEX `bookings_ended` ON `bookings` (`endedAt`) WHERE endedAt is not null;--> statement-breakpoint
CREATE INDEX `bookings_created` ON `bookings` (`createdAt`);--> statement-breakpoint
CREATE TABLE `schedule_changes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`doctorId` integer NOT NULL,
	`fromDay` integer NOT NULL,
	`toDay` integer NOT NULL,
	`hours` text,
	`note` text,
	`sum` integer,
	FOREIGN KEY (`doctorId`) REFERENCES `doctors`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `schedule_changes_doctor` ON `schedule_changes` (`doctorId`,`toDay`);--> statement-breakpoint
CREATE TABLE `schedules` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`doctorId` integer NOT NULL,
	`slotMinutes` integer NOT NULL,
	`hours` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`sum` integer,
	FOREIGN KEY (`doctorId`) REFERENCES `doctors`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `schedules_doctorId_unique` ON `schedules` (`doctorId`);--> statement-breakpoint
CREATE TABLE `slots` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`doctorId` integer NOT NULL,
	`dayNumber` integer NOT NULL,
	`startAt` integer NOT NULL,
	`minutes` integer NOT NULL,
	`withdrawn` integer DEFAULT 0 NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`sum` integer,
	FOREIGN KEY (`doctorId`) REFERENCES `doctors`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `slots_time` ON `slots` (`doctorId`,`startAt`);--> statement-breakpoint
CREATE TABLE `tellings` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`bookingId` integer NOT NULL,
	`code` text NOT NULL,
	`at` integer NOT NULL,
	`toldAt` integer,
	`toldBy` integer,
	`sum` integer,
	FOREIGN KEY (`bookingId`) REFERENCES `bookings`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `tellings_open` ON `tellings` (`id`) WHERE toldAt is null;--> statement-breakpoint
CREATE INDEX `tellings_booking` ON `tellings` (`bookingId`);--> statement-breakpoint
CREATE TABLE `waitlist` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`doctorId` integer NOT NULL,
	`fromDay` integer NOT NULL,
	`toDay` integer NOT NULL,
	`state` text NOT NULL,
	`name` text NOT NULL,
	`phone` text,
	`patientId` integer,
	`deviceId` integer,
	`bookingId` integer,
	`offers` integer DEFAULT 0 NOT NULL,
	`createdAt` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`sum` integer,
	FOREIGN KEY (`doctorId`) REFERENCES `doctors`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`patientId`) REFERENCES `patients`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `waitlist_key_unique` ON `waitlist` (`key`);--> statement-breakpoint
CREATE INDEX `waitlist_open` ON `waitlist` (`doctorId`,`id`) WHERE state in ('waiting', 'offered');--> statement-breakpoint
CREATE INDEX `waitlist_doctor` ON `waitlist` (`doctorId`);--> statement-breakpoint
CREATE INDEX `waitlist_all` ON `waitlist` (`id`) WHERE state in ('waiting', 'offered');--> statement-breakpoint
CREATE INDEX `waitlist_device` ON `waitlist` (`deviceId`) WHERE deviceId is not null and state in ('waiting', 'offered');--> statement-breakpoint
CREATE INDEX `waitlist_until` ON `waitlist` (`toDay`) WHERE state in ('waiting', 'offered');--> statement-breakpoint
CREATE TABLE `doctor_insurances` (
	`insurance` text NOT NULL,
	`doctorId` integer NOT NULL,
	PRIMARY KEY(`insurance`, `doctorId`),
	FOREIGN KEY (`doctorId`) REFERENCES `doctors`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `doctor_insurances_doctor` ON `doctor_insurances` (`doctorId`);--> statement-breakpoint
CREATE TABLE `doctor_regions` (
	`region` text NOT NULL,
	`doctorId` integer NOT NULL,
	PRIMARY KEY(`region`, `doctorId`),
	FOREIGN KEY (`doctorId`) REFERENCES `doctors`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `doctor_regions_doctor` ON `doctor_regions` (`doctorId`);--> statement-breakpoint
INSERT OR IGNORE INTO `doctor_regions` (`region`, `doctorId`) SELECT value, doctors.id FROM doctors, json_each(doctors.regions);--> statement-breakpoint
INSERT OR IGNORE INTO `doctor_insurances` (`insurance`, `doctorId`) SELECT value, doctors.id FROM doctors, json_each(doctors.insurances);
