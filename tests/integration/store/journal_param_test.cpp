#include "store/postgres/journal_param.hpp"

#include "tests/support/backends.hpp"

namespace tessera::store::postgres {
namespace {

class JournalParamTest : public test::Backends {};

TEST_F(JournalParamTest, RowsArriveAsTheyWere) {
  const TimePoint now = clock.now();
  std::vector<audit::SealedRow> rows;
  for (const std::string body :
       {R"({"a":"q\"b\\c","d":"(,){}'"})", "{}", "{\"e\":\"\u00e9\\n\"}"}) {
    rows.push_back({.id = make_uuid7(now, random),
                    .time = now,
                    .boot = make_uuid4(random),
                    .n = static_cast<std::int64_t>(rows.size()) + 1,
                    .type = "user.login.succeeded",
                    .actor = std::nullopt,
                    .subject = make_uuid4(random),
                    .body = body,
                    .mac = random.bytes(36)});
  }
  const Query query{.name = "journal_echo",
                    .text =
                        "select id, time, boot, n, type, actor, subject, body, mac"
                        " from unnest($1::journal_row[]) order by n"};
  pool().run_here([&](Connection& c) {
    const Rows found = c.exec(query, {journal_param(rows)});
    ASSERT_EQ(found.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(found[i].uuid(0), rows[i].id);
      EXPECT_EQ(found[i].time(1), rows[i].time);
      EXPECT_EQ(found[i].uuid(2), rows[i].boot);
      EXPECT_EQ(found[i].integer(3), rows[i].n);
      EXPECT_EQ(found[i].string(4), rows[i].type);
      EXPECT_EQ(found[i].opt_uuid(5), rows[i].actor);
      EXPECT_EQ(found[i].opt_uuid(6), rows[i].subject);
      EXPECT_EQ(found[i].string(7), rows[i].body);
      EXPECT_EQ(found[i].bytes(8), rows[i].mac);
    }
    EXPECT_EQ(c.exec(query, {journal_param({})}).size(), 0U);
  });
}

}  // namespace
}  // namespace tessera::store::postgres
