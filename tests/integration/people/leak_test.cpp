// Whoever steals the disks of PostgreSQL and Redis without the master key learns no name, number,
// address or mail (issue 2, 3.3).
#include "leak_scan.hpp"
#include "stack.hpp"

namespace tessera::people {
namespace {

class LeakTest : public PeopleStack {
 protected:
  std::vector<std::filesystem::path> database_folders() {
    sql("checkpoint");
    const auto postgres = sql("select current_setting('data_directory')")[0].string(0);
    const std::vector<std::string> save{"SAVE"}, where{"CONFIG", "GET", "dir"};
    (void)run([&] { return redis().command(save); });
    const auto redis_dir = run([&] { return redis().command(where); });
    return {postgres, redis_dir.items.at(1).text};
  }
};

TEST_F(LeakTest, TheScannerSeesWhatIsThere) {
  const std::string canary = "Quetzalcoatlus";
  sql("create table leaky (a text, b bytea, c text); insert into leaky values ('" + canary +
      "', 'plain-" + canary + "', 'wr" + codec::to_base64(as_bytes("x" + canary)) + "')");
  std::size_t files = 0;
  const auto leaks = test::find_leaks(database_folders(), {canary}, files);
  EXPECT_GE(leaks.size(), 2u);
  // Base64 at an alignment of its own is seen too.
  EXPECT_TRUE(std::ranges::any_of(leaks, [&](const auto& leak) {
    return leak.find(canary) == std::string::npos &&
           leak.find(test::lower(canary)) == std::string::npos;
  }));
  sql("drop table leaky");
}

TEST_F(LeakTest, NoPersonalValueIsReadable) {
  const std::vector<std::string> planted{
      "Wilhelmina Zzyzxfurter", "1967-11-23",       "ZX98QPL7731",  "wilhelmina.zz@example.org",
      "Quodlibet Gasse 4711",   "+43 1 5557731942", "NIN-771234-QX"};
  const auto person =
      create({{.name = "name", .value = planted[0]},
              {.name = "birthdate", .value = planted[1]},
              {.name = "document_number", .value = planted[2]},
              {.name = "email", .value = planted[3]},
              {.name = "address", .value = "{\"street_address\":\"" + planted[4] + "\"}"},
              {.name = "phone_number", .value = planted[5]},
              {.name = "national_id", .value = planted[6]}},
             {planted[3]});
  ASSERT_TRUE(person);
  ASSERT_TRUE(AWAIT(people_->set_attributes(
      person->id, {{.name = "name", .value = "Wilhelmina Vexillology"}}, {}, context())));
  ASSERT_TRUE(AWAIT(people_->find_by_login(planted[3])));
  auto values = planted;
  values.emplace_back("Zzyzxfurter");
  values.emplace_back("Vexillology");
  std::size_t files = 0;
  const auto leaks = test::find_leaks(database_folders(), values, files);
  EXPECT_GT(files, 100u);
  for (const auto& leak : leaks) ADD_FAILURE() << leak;
}

}  // namespace
}  // namespace tessera::people
