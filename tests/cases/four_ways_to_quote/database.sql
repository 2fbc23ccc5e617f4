CREATE TABLE [posts] ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, `title` varchar NOT NULL, 'slug' varchar NOT NULL);
