-- Saving a note used to use up a number. Without gaps the numbers show a row that is lost; a sum holds the number, so it is made anew.
UPDATE `consultations` SET `id` = -n.new, `sum` = NULL
  FROM (SELECT `id` AS old, row_number() OVER (ORDER BY `id`) AS new FROM `consultations`) AS n
  WHERE `consultations`.`id` = n.old AND n.old <> n.new;--> statement-breakpoint
UPDATE `consultations` SET `id` = -`id` WHERE `id` < 0;--> statement-breakpoint
UPDATE `sqlite_sequence` SET `seq` = (SELECT count(*) FROM `consultations`) WHERE `name` = 'consultations';
