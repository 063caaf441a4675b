// Two nodes on one database: what one changes, the other hears of.
#include <set>
#include <thread>

#include <tessera/codec/json.hpp>

#include "store/postgres/listener.hpp"
#include "tests/integration/oauth/stack.hpp"

namespace tessera::oauth {
namespace {

class ClientChanges : public Stack {
 protected:
  // The other node's side.
  store::postgres::Listener listener_{{.url = database_url(), .ask_every = milliseconds{20}},
                                      clock};
  const runtime::ChangeSignal& signal_ = listener_.listen("tessera_clients");
  ClientDirectory elsewhere_{client_store_, clock, &signal_};

  void rename(const Portal& portal, const std::string& name) {
    auto r = registration();
    r.name = name;
    const people::ActingAs by;
    const auto now = context();
    ASSERT_TRUE(
        run([&] { return services_->clients().update(portal.uuid, r, std::nullopt, by, now); }));
  }
  std::string name_elsewhere(const Portal& portal) {
    return run([&] { return elsewhere_.find(portal.id); })->client.registration.name;
  }
  // Until more was announced than so many times and the connection lives.
  bool hears_more_than(std::uint64_t changes) {
    const auto end = std::chrono::steady_clock::now() + seconds{60};
    while (signal_.changes() <= changes || signal_.sure_until() < clock.now()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::yield();
    }
    return true;
  }
};

TEST_F(ClientChanges, ActElsewhereOnceTheyAreAnnouncedWithoutAnyPolling) {
  listener_.start();
  ASSERT_TRUE(hears_more_than(0));
  const auto portal = add_client();
  ASSERT_TRUE(hears_more_than(2));  // its connection, a draft, its approval
  EXPECT_EQ(name_elsewhere(portal), "Parking");
  const auto before = signal_.changes();
  rename(portal, "Renamed");
  ASSERT_TRUE(hears_more_than(before));
  EXPECT_EQ(name_elsewhere(portal), "Renamed") << "although no time has passed";
}

TEST_F(ClientChanges, AreNotMissedWhileTheListenerHasLostItsConnection) {
  const auto portal = add_client();
  listener_.start();
  ASSERT_TRUE(hears_more_than(0));
  EXPECT_EQ(name_elsewhere(portal), "Parking");
  for (const std::string name : {"Once", "Twice"}) {
    const auto before = signal_.changes();
    sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = "
        "'tessera-listener' and datname = current_database()");
    rename(portal, name);
    ASSERT_TRUE(hears_more_than(before));
    EXPECT_EQ(name_elsewhere(portal), name);
  }
}

TEST_F(ClientChanges, AreSeenBeforeADecisionWhenNobodyListensForFiveSeconds) {
  const auto portal = add_client();
  listener_.start();
  ASSERT_TRUE(hears_more_than(0));
  EXPECT_EQ(name_elsewhere(portal), "Parking");
  listener_.stop();
  rename(portal, "Never announced");
  clock.advance(seconds{5});
  EXPECT_EQ(name_elsewhere(portal), "Never announced");
}

TEST_F(ClientChanges, ARowThatCannotBeReadStopsItsClientOnly) {
  const auto broken = add_client();
  const auto portal = add_client();
  EXPECT_TRUE(run([&] { return elsewhere_.find(broken.id); })->serves(clock.now()));
  sql("with moved as (update client_version set version = version + 1 returning version) "
      "update client set registration = '{\"name\": 7}', changed = (select version from moved) "
      "where id = '" +
      broken.id + "'");
  clock.advance(seconds{5});
  EXPECT_FALSE(run([&] { return elsewhere_.find(broken.id); })->serves(clock.now()));
  EXPECT_TRUE(run([&] { return elsewhere_.find(portal.id); })->serves(clock.now()));
}

TEST_F(ClientChanges, WhoRunsAClientIsToldOfANewSecret) {
  auto r = registration();
  r.contacts = {"ops@parking.example", "boss@parking.example"};
  const auto portal = add_client(r);
  sql("delete from outbox");
  const people::ActingAs by;
  const auto now = context();
  ASSERT_TRUE(
      run([&] { return services_->clients().rotate_secret(portal.uuid, hours{24}, by, now); }));
  EXPECT_EQ(events("client.secret.rotated"), 1);
  const auto rows = sql("select id, payload from outbox where kind = 'mail' order by id");
  ASSERT_EQ(rows.size(), 2U);
  std::set<std::string> told;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto text = keyring().get()->open(crypto::kPurposeSecretBox, rows[i].bytes(1),
                                            outbox_context(rows[i].uuid(0)));
    ASSERT_TRUE(text);
    const auto mail = codec::parse_json_object(as_text(*text));
    ASSERT_TRUE(mail);
    EXPECT_EQ(codec::text_of(*mail, "template"), "client_secret");
    told.insert(codec::text_of(*mail, "to"));
    EXPECT_EQ(std::string(as_text(*text)).find(portal.secret), std::string::npos);
  }
  EXPECT_EQ(told, (std::set<std::string>{"ops@parking.example", "boss@parking.example"}));
}

TEST_F(ClientChanges, ANewKeyIsAnnounced) {
  store::postgres::Listener listener({.url = database_url(), .ask_every = milliseconds{20}}, clock);
  const auto& keys = listener.listen("tessera_signing_keys");
  listener.start();
  const auto end = std::chrono::steady_clock::now() + seconds{60};
  const auto wait_for = [&](std::uint64_t changes) {
    while (keys.changes() < changes && std::chrono::steady_clock::now() < end)
      std::this_thread::yield();
    return keys.changes() >= changes;
  };
  ASSERT_TRUE(wait_for(1));
  const people::ActingAs by;
  const auto now = context();
  const auto steps = run([&] { return signing_keys_->rotate(by, now); });
  ASSERT_FALSE(steps.empty());
  EXPECT_TRUE(wait_for(1 + steps.size()));
}

}  // namespace
}  // namespace tessera::oauth
