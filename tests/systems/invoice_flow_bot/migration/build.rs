fn main() {
    sterna_build::collect("src/versions");
}
