// `tessera plan|apply|export` and the verbs of the admin API as a pipeline uses them: the built
// program against a running server, over its unix socket.
#include <sys/stat.h>

#include <filesystem>

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/support/server_process.hpp"

namespace tessera::test {
namespace fs = std::filesystem;
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr auto kFiles = R"(manager = "city"

[unit.tax]
name = "Tax office"
parent = "root"

[role.tax_clerk]
title = "Tax clerk"
permissions = ["client.read"]
parents = ["staff"]

[client.tax_portal]
name = "Tax portal"
owner = "City"
contacts = ["tax@city.example"]
home_uri = "https://tax.city.example/"
policy_uri = "https://tax.city.example/privacy"
redirect_uris = ["https://tax.city.example/cb"]
)";

class ConfigurationCommandTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    place_ = std::make_unique<Place>();
    place_->start_postgres();
    place_->start_redis();
    place_->set("management.admin_socket", '"' + socket() + '"');
    place_->start_node();
    ASSERT_TRUE(place_->wait_ready(seconds{120}))
        << place_->node().err() << read_file(place_->log_file());
  }
  static void TearDownTestSuite() { place_.reset(); }
  static std::string socket() { return (place_->folder() / "admin.sock").string(); }
  static Finished tessera(std::vector<std::string> args) {
    return run_tessera(std::move(args), {{"TESSERA_ADMIN_SOCKET", socket()}});
  }
  fs::path file(const std::string& name, const std::string& text) const {
    write_file(folder_.path() / name, text);
    return folder_.path() / name;
  }

  TempFolder folder_;
  static std::unique_ptr<Place> place_;
};
std::unique_ptr<Place> ConfigurationCommandTest::place_;

TEST_F(ConfigurationCommandTest, APlanIsSavedAppliedAndThenNothingIsToDo) {
  const auto files = file("city.toml", kFiles).string();
  const auto saved = (folder_.path() / "plan.json").string();
  const auto plan = tessera({"plan", files, "--save", saved});
  EXPECT_EQ(plan.code, 2) << plan.out << plan.err;
  EXPECT_THAT(plan.out, AllOf(HasSubstr("unit tax: create"), HasSubstr("+ title = \"Tax clerk\""),
                              HasSubstr("plan: 3 to create")));
  struct stat info{};
  ASSERT_EQ(stat(saved.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);

  EXPECT_EQ(tessera({"apply", files}).code, 1) << "nobody is there to ask";
  const auto checked = tessera({"apply", saved, "--dry-run"});
  EXPECT_EQ(checked.code, 0) << checked.out << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("checked: 3"));
  EXPECT_EQ(tessera({"role", "get", "tax_clerk"}).code, 5) << "a dry run makes nothing";

  const auto secrets = folder_.path() / "secrets";
  fs::create_directory(secrets);
  const auto applied = tessera({"apply", saved, "--secrets", secrets.string()});
  EXPECT_EQ(applied.code, 0) << applied.out << applied.err;
  EXPECT_THAT(applied.out, AllOf(HasSubstr("applied: 3"), Not(HasSubstr("shown once"))));
  const auto secret = read_file(secrets / "tax_portal.secret");
  EXPECT_GT(secret.size(), 40U);
  EXPECT_THAT(read_file(saved) + applied.out, Not(HasSubstr(secret.substr(0, 40))));

  const auto again = tessera({"plan", files});
  EXPECT_EQ(again.code, 0) << again.out << again.err;
  EXPECT_THAT(again.out, HasSubstr("nothing to do"));
  EXPECT_EQ(tessera({"apply", saved}).code, 6) << "what was planned is not so any more";
  EXPECT_EQ(tessera({"plan", "--drift", "--manager", "city"}).code, 0);

  // By hand: a drift, and a conflict until somebody decides.
  EXPECT_EQ(tessera({"role", "update", "tax_clerk", "title=Clerk of taxes",
                     "permissions=client.read", "parents=staff"})
                .code,
            0);
  const auto drift = tessera({"plan", "--drift", "--manager", "city"});
  EXPECT_EQ(drift.code, 2);
  EXPECT_THAT(drift.out, HasSubstr(R"(title: "Tax clerk" -> "Clerk of taxes")"));
  const auto conflict = tessera({"plan", files});
  EXPECT_EQ(conflict.code, 1);
  EXPECT_THAT(conflict.out, HasSubstr("changed by hand"));
  EXPECT_EQ(tessera({"apply", files, "--yes"}).code, 6);
  EXPECT_EQ(tessera({"apply", files, "--yes", "--force-conflicts"}).code, 0);
  EXPECT_EQ(tessera({"plan", files}).code, 0);

  // What is exported is what is there.
  const auto exported = tessera({"export", "--manager", "city"});
  EXPECT_EQ(exported.code, 0) << exported.err;
  EXPECT_THAT(exported.out, AllOf(HasSubstr("[client.tax_portal]"), HasSubstr("[role.tax_clerk]"),
                                  HasSubstr("[unit.tax]"), Not(HasSubstr("secret"))));
  const auto whole = tessera({"plan", file("all.toml", exported.out).string(), "-o", "json"});
  EXPECT_NE(whole.code, 1) << whole.out << whole.err << exported.out;
  for (const auto& change : boost::json::parse(whole.out).at("changes").as_array()) {
    EXPECT_THAT(std::string(change.at("action").as_string()), testing::AnyOf("none", "claim"))
        << boost::json::serialize(change);
  }

  const auto empty = file("empty.toml", "manager = \"city\"\n").string();
  EXPECT_THAT(tessera({"plan", empty}).out, HasSubstr("--prune removes it"));
  const auto pruned = tessera({"apply", empty, "--prune", "--yes"});
  EXPECT_EQ(pruned.code, 0) << pruned.out << pruned.err;
  EXPECT_EQ(tessera({"role", "get", "tax_clerk"}).code, 5);
  EXPECT_EQ(tessera({"plan", empty, "--prune"}).code, 0);
}

TEST_F(ConfigurationCommandTest, WhatIsWrongIsToldWithItsLine) {
  const auto plan_of = [&](const std::string& text) {
    return tessera({"plan", file("wrong.toml", text).string(), "--manager", "other"});
  };
  const auto unknown = plan_of("[role.a]\ntitle = \"A\"\ncolour = \"red\"\n");
  EXPECT_EQ(unknown.code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("wrong.toml:3: colour: unknown"));
  const auto cycle = plan_of(
      "[role.a]\ntitle = \"A\"\nparents = [\"b\"]\n\n[role.b]\ntitle = \"B\"\nparents = [\"a\"]\n");
  EXPECT_EQ(cycle.code, 1);
  EXPECT_THAT(cycle.err, AllOf(HasSubstr("cycle"), HasSubstr("a needs b needs a")));
  EXPECT_EQ(plan_of("[role.a]\ntitle = 7\n").code, 1);
  EXPECT_EQ(plan_of("[role.a]\ntitle = \"A\"\n[role.a]\n").code, 1);
  EXPECT_EQ(plan_of(std::string((1 << 20) + 1, '#')).code, 1);
  EXPECT_EQ(tessera({"plan", "/no/such/folder"}).code, 1);
  EXPECT_EQ(tessera({"plan", "--no-such-option"}).code, 1)
      << "2 would read as: something would change";
  EXPECT_EQ(tessera({"apply", file("x.json", "{}").string()}).code, 2);
}

// Part of it is refused: the rest stays, and the next apply goes on.
TEST_F(ConfigurationCommandTest, AnApplyThatIsRefusedHalfwayGoesOn) {
  const std::string good = "manager = \"half\"\n[role.half_a]\ntitle = \"A\"\n";
  const auto refused = tessera(
      {"apply",
       file("half.toml", good + "[role.half_b]\ntitle = \"B\"\npermissions = [\"no.such\"]\n")
           .string(),
       "--yes"});
  EXPECT_EQ(refused.code, 1) << refused.out << refused.err;
  EXPECT_THAT(refused.out, HasSubstr("applied: 1, refused: 1"));
  const auto mended = tessera(
      {"apply", file("half.toml", good + "[role.half_b]\ntitle = \"B\"\n").string(), "--yes"});
  EXPECT_EQ(mended.code, 0) << mended.out << mended.err;
  EXPECT_THAT(mended.out, HasSubstr("applied: 1\n"));
}

TEST_F(ConfigurationCommandTest, VerbsSpeakThreeLanguagesAndTellWhatIsRefused) {
  const auto yaml = tessera({"role", "list", "-o", "yaml"});
  EXPECT_EQ(yaml.code, 0) << yaml.err;
  EXPECT_THAT(yaml.out, AllOf(HasSubstr("items:\n"), HasSubstr("name: auditor")));
  EXPECT_EQ(
      boost::json::parse(tessera({"role", "list", "-o", "json"}).out).as_object().contains("items"),
      true);
  EXPECT_THAT(tessera({"key", "list"}).out, HasSubstr("active"));
  EXPECT_EQ(tessera({"case", "list"}).code, 0);

  const auto dry = tessera({"role", "create", "name=rehearsed", "title=R", "--dry-run"});
  EXPECT_EQ(dry.code, 0) << dry.err;
  EXPECT_THAT(dry.out, HasSubstr("dry_run: true"));
  EXPECT_EQ(tessera({"role", "get", "rehearsed"}).code, 5);
  const auto taken = tessera({"role", "create", "name=staff", "title=R"});
  EXPECT_EQ(taken.code, 6);
  EXPECT_THAT(taken.err, AllOf(HasSubstr("role.exists"), HasSubstr("next:")));
  EXPECT_EQ(tessera({"role", "update", "staff", "title=R", "--if-match", "99"}).code, 6);
  EXPECT_EQ(tessera({"role", "list", "--dry-run"}).code, 2);
  EXPECT_EQ(tessera({"role", "list", "-o", "xml"}).code, 2);
  const auto secret = tessera({"client", "create", "client_secret=abc"});
  EXPECT_EQ(secret.code, 2);
  EXPECT_THAT(secret.err,
              AllOf(HasSubstr("does not belong on a command line"), Not(HasSubstr("abc"))));
  EXPECT_EQ(tessera({"recovery", "create", "ada", "passport", "T-1"}).code, 4)
      << "an officer, not the system";
  EXPECT_EQ(run_tessera({"role", "list", "--socket", "/no/such.sock"}).code, 1);
}

// The script that bash would run, asked what follows.
TEST_F(ConfigurationCommandTest, BashCompletesWords) {
  const auto script = tessera({"completion", "bash"});
  ASSERT_EQ(script.code, 0);
  const auto path = file("tessera.bash", script.out).string();
  const auto after = [&](const std::string& words, int place) {
    const auto run = run_program(
        {.argv = {"/bin/bash", "-c",
                  "set -eu; source " + path + "; COMP_WORDS=(tessera " + words +
                      "); COMP_CWORD=" + std::to_string(place) +
                      "; COMPREPLY=(); _tessera || true; printf '%s\\n' \"${COMPREPLY[@]}\""},
         .environment = {},
         .user = {}});
    EXPECT_EQ(run.code, 0) << run.err;
    return run.out;
  };
  EXPECT_EQ(after("rol", 1), "role\nrole-grant\n");
  EXPECT_THAT(after("role ''", 2),
              AllOf(HasSubstr("list\n"), HasSubstr("create\n"), HasSubstr("delete\n")));
  EXPECT_EQ(after("role list -o ''", 4), "json\nyaml\ntable\n");
  EXPECT_EQ(after("role list --al", 3), "--all\n");
  EXPECT_THAT(after("role --socket client ''", 4),
              AllOf(HasSubstr("update\n"), Not(HasSubstr("approve"))))
      << "the value of an option is no command";
  EXPECT_THAT(after("plan --dr", 2), HasSubstr("--drift"));
  EXPECT_THAT(after("apply --secrets " + folder_.path().string() + "/tess", 3),
              HasSubstr("tessera.bash"));
  for (const auto* shell : {"zsh", "fish"})
    EXPECT_GT(tessera({"completion", shell}).out.size(), 5000U);
  EXPECT_EQ(tessera({"completion", "tcsh"}).code, 2);
}

TEST_F(ConfigurationCommandTest, TheReferenceIsWhatTheProgramSays) {
  const auto help = tessera({"help", "--markdown"});
  EXPECT_EQ(help.code, 0);
  EXPECT_EQ(help.out,
            read_file(fs::path(TESSERA_SOURCE_DIR) / "docs" / "reference" / "command-line.md"))
      << "tessera help --markdown > docs/reference/command-line.md";
}

}  // namespace
}  // namespace tessera::test
