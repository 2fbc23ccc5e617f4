use std::fs;

use tempfile::TempDir;

use super::*;

/// A project with that `sterna.toml`.
fn project(text: &str) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join(FILE), text).expect("a written file");
    folder
}

fn read(folder: &Path, argument: Option<&str>, environment: &[(&str, &str)]) -> Settings {
    try_read(folder, argument, environment).expect("settings")
}

fn try_read(
    folder: &Path,
    argument: Option<&str>,
    environment: &[(&str, &str)],
) -> Result<Settings, SettingsError> {
    let variable = |name: &str| {
        let mut found = environment.iter().filter(|(key, _)| *key == name);
        found.next().map(|(_, value)| (*value).to_owned())
    };
    let surroundings = Surroundings {
        directory: folder.to_owned(),
        manifest: None,
        variable: &variable,
    };
    let global = Global {
        database_url: argument.map(ToOwned::to_owned),
        ..Global::default()
    };
    Settings::read(&surroundings, &global)
}

#[test]
fn an_empty_file_has_the_defaults() {
    let project = project("");
    let settings = read(project.path(), None, &[]);
    assert_eq!(settings.root.as_deref(), Some(project.path()));
    assert_eq!(settings.variable, "DATABASE_URL");
    let versions = Path::new("migration/src/versions");
    assert_eq!(settings.versions.only(), Some(versions));
    let missing = settings.address().expect_err("no database");
    assert!(
        matches!(missing, SettingsError::NoDatabase { variable } if variable == "DATABASE_URL")
    );
}

#[test]
fn every_key_is_read() {
    let project = project(
        "database_url = 'a.db'\ndatabase_url_env = 'APP_DB'\nversions = 'revisions'\n\
         version_table = 'alembic_version'\nhistory_table = 'h'\nlock_timeout = 5\n\
         quick_check = true\nproduction = ['/srv/*']\nfile_template = 'r{id}'\n\
         timezone = 'UTC'\nafter_write = ['git add {file}']\n",
    );
    let settings = read(project.path(), None, &[]);
    assert_eq!(settings.variable, "APP_DB");
    assert_eq!(settings.version_table.as_deref(), Some("alembic_version"));
    assert_eq!(settings.history_table.as_deref(), Some("h"));
    assert_eq!(settings.lock_timeout, Some(Duration::from_secs(5)));
    assert!(settings.quick_check);
    assert_eq!(settings.production, ["/srv/*"]);
    let template = FileTemplate::try_from("r{id}".to_owned());
    assert_eq!(Ok(settings.file_template.clone()), template);
    assert_eq!(settings.timezone, Zone::default());
    assert_eq!(settings.after_write, ["git add {file}"]);
    assert_eq!(settings.versions.all(), [Path::new("revisions")]);
}

#[test]
fn versions_is_a_folder_or_a_list() {
    let project = project("versions = ['a', 'b/c']");
    let settings = read(project.path(), None, &[]);
    assert_eq!(settings.versions.all(), [Path::new("a"), Path::new("b/c")]);
}

#[test]
fn values_that_do_not_fit_are_named_with_their_line() {
    for (text, words) in [
        ("versions = 3", "line 1: expected a folder, or a list"),
        ("versions = []", "line 1: no folder is listed"),
        ("deploy_verify = ' '", "line 1: deploy_verify: there is no"),
        (
            "\nfile_template = '{date}'",
            "line 2: file_template: the name of a Rust module",
        ),
        (
            "timezone = 'Mars/Olympus'",
            "line 1: timezone: this system knows no time zone",
        ),
    ] {
        let project = project(text);
        let error = try_read(project.path(), None, &[]).expect_err("refused");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn production_is_known_by_url_and_by_path() {
    let project = project("production = ['*/live/*', 'sqlite:shop*']");
    let pattern = |url| {
        let settings = read(project.path(), Some(url), &[]);
        let found = settings.production_pattern().expect("an address");
        found.map(ToOwned::to_owned)
    };
    assert_eq!(pattern("live/app.db").as_deref(), Some("*/live/*"));
    assert_eq!(pattern("sqlite:shop.db").as_deref(), Some("sqlite:shop*"));
    assert_eq!(pattern("shop.db"), None);
}

#[test]
fn the_root_is_found_from_a_folder_below() {
    let project = project("database_url = 'data/app.db'");
    let below = project.path().join("entity/src");
    fs::create_dir_all(&below).expect("a folder");
    let settings = read(&below, None, &[]);
    let address = settings.address().expect("an address");
    assert_eq!(address.path(), Some(&*project.path().join("data/app.db")));
}

#[test]
fn the_package_that_cargo_runs_leads_to_the_root_too() {
    let project = project("");
    let elsewhere = TempDir::new().expect("a temporary folder");
    let surroundings = Surroundings {
        directory: elsewhere.path().to_owned(),
        manifest: Some(project.path().join("cli")),
        variable: &|_| None,
    };
    let settings = Settings::read(&surroundings, &Global::default()).expect("settings");
    assert_eq!(settings.root.as_deref(), Some(project.path()));
}

#[test]
fn a_file_that_is_named_is_read_and_its_folder_is_the_root() {
    let project = project("database_url = 'near.db'");
    fs::create_dir(project.path().join("other")).expect("a folder");
    fs::write(
        project.path().join("other/staging.toml"),
        "database_url = 'staging.db'",
    )
    .expect("a written file");
    let surroundings = Surroundings {
        directory: project.path().to_owned(),
        manifest: None,
        variable: &|_| None,
    };
    let named = |file: &str| {
        let config = Some(file.into());
        let global = Global {
            config,
            ..Global::default()
        };
        Settings::read(&surroundings, &global)
    };
    let settings = named("other/staging.toml").expect("settings");
    let address = settings.address().expect("an address");
    assert_eq!(
        address.path(),
        Some(&*project.path().join("other/staging.db"))
    );
    let missing = named("none.toml").expect_err("no such file");
    assert!(missing.to_string().contains("none.toml"), "{missing}");
    let file = [("STERNA_CONFIG", "other/staging.toml")];
    let root = |environment| read(project.path(), None, environment).root;
    assert_eq!(root(&file), Some(project.path().join("other")));
    assert_eq!(
        root(&[("STERNA_CONFIG", "")]).as_deref(),
        Some(project.path())
    );
}

#[test]
fn argument_then_environment_then_dot_env_then_file() {
    let project = project("database_url = 'file.db'\ndatabase_url_env = 'APP_DB'");
    let url = |argument, environment: &[(&str, &str)]| {
        read(project.path(), argument, environment)
            .url
            .expect("a URL")
    };
    assert_eq!(url(None, &[]), ("file.db".to_owned(), UrlSource::File));
    fs::write(project.path().join(".env"), "OTHER=1\nAPP_DB=\"dot.db\"\n").expect("a written file");
    assert_eq!(url(None, &[]).0, "dot.db");
    assert_eq!(url(None, &[("APP_DB", "")]).0, "dot.db");
    assert_eq!(url(None, &[("DATABASE_URL", "no.db")]).0, "dot.db");
    assert_eq!(url(None, &[("APP_DB", "env.db")]).0, "env.db");
    assert_eq!(url(Some("arg.db"), &[("APP_DB", "env.db")]).0, "arg.db");
    assert!(std::env::var_os("APP_DB").is_none(), "nothing is exported");
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let project = project("# ours\n\ndatabase_url = 'a.db'\ndatabse_url_env = 'X'\n");
    let error = try_read(project.path(), None, &[]).expect_err("an unknown key");
    let words = error.to_string();
    assert!(
        words.ends_with("sterna.toml, line 4: there is no setting `databse_url_env`"),
        "{words}"
    );
}

#[test]
fn what_is_no_toml_or_of_the_wrong_kind_names_its_line() {
    for (text, line) in [("a = = b", "line 1"), ("\nlock_timeout = 'long'", "line 2")] {
        let project = project(text);
        let error = try_read(project.path(), None, &[]).expect_err("malformed");
        assert!(error.to_string().contains(line), "{error}");
    }
}

#[test]
fn a_broken_dot_env_does_not_show_its_secrets() {
    let project = project("");
    fs::write(project.path().join(".env"), "this is 'secret").expect("a written file");
    let error = try_read(project.path(), None, &[]).expect_err("malformed");
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[test]
fn without_a_project_only_absolute_addresses_are_known() {
    let elsewhere = TempDir::new().expect("a temporary folder");
    let settings = read(elsewhere.path(), Some("sqlite:///var/a.db"), &[]);
    assert!(settings.address().is_ok());
    assert!(matches!(settings.project(), Err(SettingsError::NoProject)));
    let settings = read(elsewhere.path(), Some("a.db"), &[]);
    assert!(matches!(
        settings.address(),
        Err(SettingsError::Address { .. })
    ));
}
