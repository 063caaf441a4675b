// Files of configuration as code: what is wrong is told with its line.
#include "app/commands/configuration_files.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

namespace tessera::app {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

ConfigurationFiles read(const std::string& text) {
  ConfigurationFiles out;
  read_configuration_text(text, "city.toml", out);
  return out;
}

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("tessera-files-" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

TEST(ConfigurationFiles, DocumentsKeepTheirTypesAndPlaces) {
  const auto files = read(R"(manager = "city"

[role.clerk]
title = "Clerk"
permissions = ["client.read"]
approvals = 2
delegable = true

[client.portal]
id = "22222222-2222-4222-8222-222222222222"
name = "Portal"
claims = [{ claim = "email", purpose = "p", legal_basis = "consent" }]
)");
  EXPECT_TRUE(files.problems.empty());
  EXPECT_EQ(files.manager, "city");
  ASSERT_EQ(files.documents.size(), 2U);
  const auto& client = files.documents[0];
  EXPECT_EQ(client.kind + ' ' + client.key + ' ' + client.object,
            "client portal 22222222-2222-4222-8222-222222222222");
  EXPECT_EQ(boost::json::serialize(client.fields.at("claims")),
            R"([{"claim":"email","legal_basis":"consent","purpose":"p"}])");
  const auto& role = files.documents[1];
  EXPECT_EQ(role.fields.at("approvals"), boost::json::value(2));
  EXPECT_EQ(role.fields.at("delegable"), boost::json::value(true));
  EXPECT_EQ(origin_of(files, "/documents/1/fields/permissions/0"), "city.toml:5");
  EXPECT_EQ(origin_of(files, "/documents/1/key"), "city.toml:3");
  EXPECT_EQ(origin_of(files, "/documents/0/object"), "city.toml:10");
  EXPECT_EQ(origin_of(files, "/documents/9/key"), "");
  EXPECT_EQ(origin_of(files, "/manager"), "");
}

TEST(ConfigurationFiles, EveryMistakeIsToldWithItsLine) {
  const auto problems = [](const std::string& text) { return read(text).problems; };
  EXPECT_THAT(problems("[colour.red]\nx = 1\n"),
              ElementsAre(HasSubstr("city.toml:1: unknown key")));
  EXPECT_THAT(problems("manager = 7\n"), ElementsAre(HasSubstr("city.toml:1: manager must be")));
  EXPECT_THAT(problems("\nrole = 1\n"), ElementsAre(HasSubstr("city.toml:2: role: write")));
  EXPECT_THAT(problems("[role]\nclerk = 1\n"), ElementsAre(HasSubstr("city.toml:2: a role is")));
  EXPECT_THAT(problems("[role.a]\ntitle = 1.5\n"),
              ElementsAre(HasSubstr("city.toml:2: a value is")));
  EXPECT_THAT(problems("[role.a]\ntitle = 2026-01-01\n"),
              ElementsAre(HasSubstr("city.toml:2: a value is")));
  EXPECT_THAT(problems("[client.a]\nid = 7\n"), ElementsAre(HasSubstr("city.toml:2: id must be")));
  EXPECT_THAT(problems("[role.a]\ntitle = \"A\"\ntitle = \"B\"\n"),
              ElementsAre(HasSubstr("city.toml:3")));
  EXPECT_THAT(problems("[role.a]\n\n[role.a]\n"), ElementsAre(HasSubstr("city.toml:3")));
  EXPECT_THAT(problems("[role.a\n"), ElementsAre(HasSubstr("city.toml:1")));
  std::string deep = "[client.a]\nx = ";
  deep.append(5000, '[');
  EXPECT_THAT(problems(deep), ElementsAre(HasSubstr("city.toml:2")));
}

TEST(ConfigurationFiles, SecretsHaveNoPlaceInThem) {
  EXPECT_THAT(read("[client.a]\nclient_secret = \"x\"\n").problems,
              ElementsAre(HasSubstr("a secret does not belong")));
  EXPECT_THAT(read("[client.a]\njwks = { keys = [{ kty = \"EC\", d = \"x\" }] }\n").problems,
              ElementsAre(HasSubstr("city.toml:2: jwks holds a private key")));
}

TEST(ConfigurationFiles, FoldersAndFilesBesideAreRead) {
  const Folder folder;
  folder.write("b.toml", "[role.b]\ntitle = { file = \"title.txt\" }\n");
  folder.write("a.toml", "manager = \"city\"\n[client.p]\njwks = { file = \"keys.json\" }\n");
  folder.write("title.txt", "From a file\n");
  folder.write("keys.json", R"({"keys":[]})");
  folder.write("ignored.txt", "[role.c]\n");
  const auto files = read_configuration({folder.path()});
  EXPECT_TRUE(files.problems.empty()) << files.problems.front();
  ASSERT_EQ(files.documents.size(), 2U);
  EXPECT_EQ(boost::json::serialize(files.documents[0].fields), R"({"jwks":{"keys":[]}})");
  EXPECT_EQ(files.documents[1].fields.at("title"), boost::json::value("From a file"));

  const auto again = folder.write("c.toml", "manager = \"land\"\n[role.b]\ntitle = \"B\"\n");
  EXPECT_THAT(read_configuration({folder.path()}).problems,
              ElementsAre(HasSubstr("c.toml:1: another manager"),
                          HasSubstr("c.toml:2: role.b stands at " + folder.path() + "/b.toml:1")));
  folder.write("c.toml", "[role.c]\ntitle = { file = \"no-such\" }\n");
  EXPECT_THAT(read_configuration({again}).problems, ElementsAre(HasSubstr("c.toml:2: ")));
  folder.write("keys.json", "{");
  EXPECT_THAT(read_configuration({folder.path() + "/a.toml"}).problems,
              ElementsAre(HasSubstr("is not JSON")));
}

TEST(ConfigurationFiles, WhatIsTooLargeOrNotThereIsRefused) {
  const Folder folder;
  const auto large = folder.write("large.toml", std::string(kLargestFile + 1, '#'));
  EXPECT_THAT(read_configuration({large}).problems, ElementsAre(HasSubstr("larger than 1 MiB")));
  EXPECT_THAT(read_configuration({folder.path() + "/none.toml"}).problems,
              ElementsAre(HasSubstr("cannot be read")));
  const Folder empty;
  fs::create_directories(folder.path() + "/sub");
  EXPECT_THAT(read_configuration({folder.path() + "/sub"}).problems,
              ElementsAre(HasSubstr("has no *.toml file")));
}

}  // namespace
}  // namespace tessera::app
