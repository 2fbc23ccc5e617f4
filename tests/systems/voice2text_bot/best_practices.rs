//! The guide's best practices: models first, a way down, a renamed column, a breaking change in three phases, version control.

use tests::System;

pub fn model_changes(bot: &System) {
    bot.section("Model Changes");
    bot.say("A model that was modified without a migration is noticed, here and in CI.");
    let field = "    pub name: String,\n";
    let changed = "    pub name: String,\n    pub language: Option<String>,\n";
    bot.edit("entity/src/user.rs", field, changed);
    let found = bot.run("cargo db check").exits(1).stdout;
    assert!(found.contains("language"), "{found}");
    bot.run("cargo db check --from revisions").exits(1);
    bot.edit("entity/src/user.rs", changed, field);
    bot.run("cargo db check --from revisions").ok();
}

pub fn migration_design(bot: &System) {
    let upgrade = "fn upgrade(_op: &mut Operations) {}\n";
    let tags = "fn upgrade(op: &mut Operations) {\n    \
                op.create_table(table(\"tags\").column(pk_auto(\"id\")));\n}\n";
    bot.section("Migration Design");
    bot.say("Always provide downgrade(): what lacks it is found.");
    bot.run("cargo db revision -m 'tags'").ok();
    let file = bot.newest_revision();
    bot.edit(&file, upgrade, tags);
    let found = bot.run("cargo db test").exits(1).stdout;
    assert!(found.contains("tags"), "{found}");
    bot.say("Where there is no way back, the migration says why, and nobody tries it.");
    let downgrade = "fn downgrade(_op: &mut Operations) {}\n";
    let one_way = "fn downgrade(op: &mut Operations) {\n    \
                   op.one_way(\"nobody knows which tags there were\");\n}\n";
    bot.edit(&file, downgrade, one_way);
    let said = bot.run("cargo db test").exits(1).stdout;
    assert!(said.contains("nobody knows which tags"), "{said}");
    bot.run(&format!("rm {file}")).ok();
}

pub fn sqlite_considerations(bot: &System) {
    bot.section("SQLite Considerations");
    bot.say("The batch mode's renaming of a column is said at the entity.");
    bot.edit(
        "entity/src/user.rs",
        "    pub name: String,\n",
        "    #[sea_orm(renamed_from = \"name\")]\n    pub username: String,\n",
    );
    bot.edit(
        "app/src/main.rs",
        "        name: Set(name.to_owned()),\n",
        "        username: Set(name.to_owned()),\n",
    );
    bot.edit(
        "app/src/main.rs",
        "user.name, messages",
        "user.username, messages",
    );
    let said = bot
        .run("cargo db revision --autogenerate -m 'users have a username'")
        .ok();
    assert!(said.contains("username"), "{said}");
    let revision = bot.newest_revision();
    let text = bot.run(&format!("sed -n '/^fn/,$p' {revision}")).ok();
    assert!(
        text.contains("rename_column(\"name\", \"username\")"),
        "{text}"
    );
    bot.run("cargo db upgrade head").ok();
    let users = bot.run("cargo run --quiet --package app -- users").ok();
    assert_eq!(users, "Ada: 2 messages\n");
}

pub fn breaking_changes(bot: &System) {
    let database = bot.database("data/bot.db");
    let plans = || database.query("SELECT coalesce(plan, 'none') FROM users ORDER BY id");
    database.execute("UPDATE users SET is_premium = TRUE WHERE username = 'Ada'");

    bot.section("Breaking Changes");
    bot.say("Phase 1: a new column that may be empty. The new bot writes it.");
    bot.edit(
        "entity/src/user.rs",
        "    pub is_premium: bool,\n",
        "    pub is_premium: bool,\n    pub plan: Option<String>,\n",
    );
    bot.edit(
        "app/src/main.rs",
        "        username: Set(name.to_owned()),\n",
        "        username: Set(name.to_owned()),\n        plan: Set(Some(\"free\".to_owned())),\n",
    );
    bot.run("cargo db revision --autogenerate -m 'users have a plan'")
        .ok();
    bot.run("cargo db upgrade head").ok();
    bot.run("cargo run --quiet --package app -- hear 7 Grace grace-1.ogg 3 Ship it")
        .ok();
    assert_eq!(plans(), ["none", "free"]);

    bot.say("Phase 2: the column becomes mandatory. The backfill was forgotten.");
    bot.edit(
        "entity/src/user.rs",
        "    pub plan: Option<String>,\n",
        "    pub plan: String,\n",
    );
    bot.edit(
        "app/src/main.rs",
        "Set(Some(\"free\".to_owned()))",
        "Set(\"free\".to_owned())",
    );
    bot.run("cargo db revision --autogenerate -m 'everybody has a plan'")
        .ok();
    bot.run("cargo db upgrade head")
        .exits(5)
        .complains(["plan"]);
    assert_eq!(plans(), ["none", "free"]);
    bot.say("It is added where it belongs.");
    bot.edit(
        &bot.newest_revision(),
        "fn upgrade(op: &mut Operations) {\n",
        "fn upgrade(op: &mut Operations) {\n    op.execute(\n        \
             \"UPDATE users SET plan = iif(is_premium, 'premium', 'free') WHERE plan IS NULL\",\n    \
         );\n",
    );
    bot.run("cargo db upgrade head").ok();
    assert_eq!(plans(), ["premium", "free"]);

    bot.say("Phase 3: the old column goes.");
    bot.edit(
        "entity/src/user.rs",
        "    #[sea_orm(default_value = false)]\n    pub is_premium: bool,\n    pub plan",
        "    pub plan",
    );
    bot.run("cargo db revision --autogenerate -m 'plans replace premium'")
        .ok();
    bot.run("cargo db upgrade head").ok();
    assert_eq!(plans(), ["premium", "free"]);
    assert!(!database.columns("users").contains(&"is_premium".to_owned()));
    bot.run("cargo db check").ok();
}

pub fn version_control(bot: &System) {
    bot.section("Version Control");
    bot.run(
        "git add . && git commit --quiet -m 'Users have a plan' && git push --quiet origin main",
    )
    .ok();
    bot.say("Never edit applied migrations: it is noticed.");
    let plan = bot.revision("users_have_a_plan");
    bot.edit(&plan, "string_null(\"plan\")", "text_null(\"plan\")");
    bot.run("cargo db upgrade head");
    bot.run(&format!("git checkout --quiet {plan}")).ok();
    bot.say("Files may be renamed: what counts is what they say.");
    bot.run(&format!(
        "git mv {plan} migration/src/versions/m0_plan.rs && cargo db current"
    ))
    .ok();
    bot.run(&format!("git mv migration/src/versions/m0_plan.rs {plan}"))
        .ok();
}
