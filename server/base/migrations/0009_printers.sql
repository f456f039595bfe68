CREATE TABLE `printers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`address` text NOT NULL,
	`port` integer DEFAULT 9100 NOT NULL,
	`paperMm` integer DEFAULT 80 NOT NULL,
	`language` text,
	`codepage` text,
	`version` integer DEFAULT 1 NOT NULL,
	`sum` integer
);
