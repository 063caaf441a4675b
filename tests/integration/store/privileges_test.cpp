// What the serving role may not do, whoever has taken a node over: as tessera_app itself.
#include <gtest/gtest.h>

#include "store/postgres/connection.hpp"
#include "tests/support/backends.hpp"

namespace tessera::store::postgres {
namespace {

class PrivilegesTest : public test::Backends {
 protected:
  std::string refusal(const std::string& text) {
    try {
      app_.exec_text(text);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "done";
  }
  PgConnection app_{{.url = database_url("tessera_app")}};
};

#define EXPECT_DENIED(text) \
  EXPECT_NE(refusal(text).find("permission denied"), std::string::npos) << (text)

TEST_F(PrivilegesTest, KeysAreAddedAndNeverChanged) {
  EXPECT_DENIED("update crypto_key set wrapped = ''");
  EXPECT_DENIED("update crypto_key set master_key_id = 'x'");
  EXPECT_DENIED("update crypto_key set retired = now(), expires = now()");
  EXPECT_DENIED("delete from crypto_key");
  EXPECT_DENIED("truncate crypto_key");
}

TEST_F(PrivilegesTest, ASaltIsNotReplaced) {
  app_.exec_text("insert into journal_subject values (gen_random_uuid(), '\\x01', 1)");
  EXPECT_NE(refusal("update journal_subject set salt = '\\x02'").find("never replaced"),
            std::string::npos);
  EXPECT_DENIED("update journal_subject set subject = gen_random_uuid()");
  EXPECT_DENIED("delete from journal_subject");
  EXPECT_EQ(refusal("update journal_subject set counter = counter + 1"), "done");
  EXPECT_EQ(refusal("update journal_subject set salt = null"), "done") << "an erasure";
  EXPECT_NE(refusal("update journal_subject set salt = '\\x01'").find("never replaced"),
            std::string::npos);
}

TEST_F(PrivilegesTest, TheTreeOnlyGrows) {
  EXPECT_EQ(refusal("update journal_tree set size = 7"), "done");
  EXPECT_NE(refusal("update journal_tree set size = 6").find("7 leaves cannot become 6"),
            std::string::npos);
  EXPECT_DENIED("update journal_tree set one = true");
  EXPECT_DENIED("insert into journal_tree values (false, 0, '', '0', 0)");
  EXPECT_DENIED("delete from journal_tree");
}

TEST_F(PrivilegesTest, TheJournalIsOnlyAddedTo) {
  for (const auto* table :
       {"journal_event", "journal_leaf", "journal_node", "journal_head", "journal_head_key"}) {
    EXPECT_DENIED("delete from " + std::string(table));
    EXPECT_DENIED("truncate " + std::string(table));
  }
  EXPECT_DENIED("update journal_event set body = ''");
  EXPECT_DENIED("update journal_leaf set leaf_hash = ''");
  EXPECT_DENIED("update journal_head set jws = ''");
  EXPECT_NE(refusal("drop table journal_event"), "done");
  EXPECT_DENIED("select drop_month_partitions('journal_event', '2100-01-01')");
}

}  // namespace
}  // namespace tessera::store::postgres
