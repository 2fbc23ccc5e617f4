-- A weblog that grew up on another database: backquotes, types with lengths and `unsigned`,
-- dates of zeros, names of indexes with two underscores, NOCASE throughout.
CREATE TABLE `wp_users` (`ID` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `user_login` TEXT NOT NULL DEFAULT '' COLLATE NOCASE, `user_email` TEXT NOT NULL DEFAULT '' COLLATE NOCASE, `user_registered` TEXT NOT NULL DEFAULT '0000-00-00 00:00:00' COLLATE NOCASE, `user_status` INTEGER NOT NULL DEFAULT '0');
CREATE TABLE `wp_posts` (`ID` unsigned bigint(20) NOT NULL, `post_author` unsigned bigint(20) NOT NULL DEFAULT '0', `post_date` datetime NOT NULL DEFAULT '0000-00-00 00:00:00', `post_content` longtext NOT NULL, `post_title` text NOT NULL, `post_status` varchar(20) NOT NULL DEFAULT 'publish', `post_name` varchar(200) NOT NULL DEFAULT '', `menu_order` int(11) NOT NULL DEFAULT '0', `comment_count` bigint(20) NOT NULL DEFAULT '0', PRIMARY KEY (`ID`));
CREATE TABLE `wp_postmeta` (`meta_id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `post_id` INTEGER NOT NULL DEFAULT '0', `meta_key` TEXT DEFAULT NULL COLLATE NOCASE, `meta_value` TEXT COLLATE NOCASE);
CREATE TABLE `wp_options` (`option_id` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `option_name` TEXT NOT NULL DEFAULT '' COLLATE NOCASE, `option_value` TEXT NOT NULL COLLATE NOCASE, `autoload` TEXT NOT NULL DEFAULT 'yes' COLLATE NOCASE);
CREATE TABLE `wp_term_relationships` (`object_id` INTEGER NOT NULL DEFAULT '0', `term_taxonomy_id` INTEGER NOT NULL DEFAULT '0', `term_order` INTEGER NOT NULL DEFAULT '0', PRIMARY KEY (`object_id`, `term_taxonomy_id`));
CREATE UNIQUE INDEX `wp_options__option_name` ON `wp_options` (`option_name`);
CREATE INDEX `wp_options__autoload` ON `wp_options` (`autoload`);
CREATE INDEX `wp_posts__type_status_date` ON `wp_posts` (`post_status`, `post_date`, `ID`);
CREATE INDEX [wp_users__user_login_key] ON [wp_users] ([user_login]);
CREATE INDEX `wp_postmeta__meta_key` ON `wp_postmeta` (`meta_key` COLLATE BINARY);
CREATE TRIGGER `__wp_users_touched` AFTER UPDATE ON `wp_users` FOR EACH ROW BEGIN UPDATE `wp_users` SET `user_registered` = CURRENT_TIMESTAMP WHERE rowid = NEW.rowid; END;
