// Ports of the room in memory, with the promises of their headers.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <tessera/authn/make.hpp>
#include <tessera/base/unavailable.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/runtime/io_threads.hpp>

#include "authn/sessions/session_rules.hpp"
#include "tests/unit/authn/throttle_fakes.hpp"

namespace tessera::authn {

// Runs a task on an io thread and waits.
template <class T>
T await(Task<T> task) {
  static runtime::IoThreads& io = *[] {
    auto* threads = new runtime::IoThreads(1);
    threads->start();
    return threads;
  }();
  if constexpr (std::is_void_v<T>) {
    io.run_and_wait(0, [&]() -> Task<> { co_await std::move(task); });
  } else {
    std::optional<T> result;
    io.run_and_wait(0, [&]() -> Task<> { result.emplace(co_await std::move(task)); });
    return std::move(*result);
  }
}

inline std::shared_ptr<const crypto::Keyring> make_ring(std::uint64_t seed = 1,
                                                        bool new_pepper = false) {
  std::uint32_t first_id = 1;
  SeededRandom random(seed);
  std::vector<crypto::PurposeKey> keys;
  for (const auto purpose : {crypto::kPurposeCookie, crypto::kPurposeFlow, crypto::kPurposePepper,
                             crypto::kPurposeSecretBox, crypto::kPurposeFingerprint}) {
    crypto::PurposeKey key;
    key.id = first_id++;
    key.purpose = std::string(purpose);
    key.key = Secret(random.bytes(32));
    keys.push_back(std::move(key));
  }
  if (new_pepper) {
    crypto::PurposeKey key;
    key.id = first_id;
    key.purpose = std::string(crypto::kPurposePepper);
    key.key = Secret(random.bytes(32));
    key.created = TimePoint{seconds{1}};
    keys.push_back(std::move(key));
  }
  return std::make_shared<const crypto::Keyring>(std::move(keys));
}

class FakeJournal final : public audit::Journal {
 public:
  Task<> append(std::vector<audit::Event> added) override {
    for (auto& event : added) events.push_back(std::move(event));
    co_return;
  }
  std::unique_ptr<audit::Sealed> seal(std::vector<audit::Event>) override {
    throw std::logic_error("not here");
  }
  std::vector<audit::Event> events;
};

class FakeSessionStore final : public SessionStore {
 public:
  Task<std::optional<SessionRecord>> load(const Uuid& session) override {
    ++loads;
    if (away) throw Unavailable("postgres", "away");
    const auto found = rows.find(session);
    co_return found == rows.end() ? std::nullopt : std::optional(found->second);
  }
  Task<std::vector<SessionRecord>> list(const Uuid& person, TimePoint now) override {
    std::vector<SessionRecord> mine;
    for (const auto& [id, row] : rows) {
      if (row.session.person == person && now < row.session.expires) mine.push_back(row);
    }
    co_return mine;
  }
  Task<std::vector<SessionRecord>> list_lapsed(TimePoint now) override {
    std::vector<SessionRecord> lapsed;
    for (const auto& [id, row] : rows) {
      if (!row.ended && !is_within_limits(row, now, row.idle / kTouchPart)) lapsed.push_back(row);
    }
    co_return lapsed;
  }
  Task<std::vector<Uuid>> end(std::vector<SessionEnd> ends, TimePoint) override {
    if (away) throw Unavailable("postgres", "away");
    std::vector<Uuid> ended;
    for (auto& each : ends) {
      auto& row = rows.at(each.session);
      if (row.ended || row.session.person != each.person) continue;
      row.ended = true;
      ended.push_back(each.session);
      events.push_back(each.event);
      messages.push_back(each.message);
      messages.insert(messages.end(), each.notices.begin(), each.notices.end());
    }
    co_return ended;
  }
  Task<> touch(const Uuid& session, TimePoint seen, Duration gap) override {
    ++touches;
    auto& row = rows.at(session);
    row.session.last_seen = seen;
    row.gap = std::max(row.gap, gap);
    co_return;
  }
  Task<std::optional<SessionRecord>> rotate(const Uuid& session, const Uuid& person,
                                            Bytes secret_hash) override {
    if (away) throw Unavailable("postgres", "away");
    auto& row = rows.at(session);
    if (row.ended || row.session.person != person) co_return std::nullopt;
    row.secret_hash = std::move(secret_hash);
    ++row.version;
    co_return row;
  }
  Task<TimePoint> issue_not_before() override {
    if (away) throw Unavailable("postgres", "away");
    co_return not_before;
  }

  std::map<Uuid, SessionRecord> rows;
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> messages;
  TimePoint not_before;
  bool away = false;
  int loads = 0;
  int touches = 0;
};

class FakeSessionCache final : public SessionCache {
 public:
  Task<Answer> load(const Uuid& session, BytesView secret_hash, TimePoint now) override {
    co_return answer(session, &secret_hash, now);
  }
  Task<Answer> peek(const Uuid& session, TimePoint now) override {
    co_return answer(session, nullptr, now);
  }
  Task<bool> put(const SessionRecord& record, TimePoint now) override {
    check();
    if (refuses_puts) throw Unavailable("redis", "went away");
    const auto& id = record.session.id;
    if (graves.contains(id)) co_return false;
    const auto found = records.find(id);
    if (found != records.end() && found->second.version >= record.version) co_return false;
    records[id] = record;
    durable[id] = now;
    co_return true;
  }
  Task<> drop(const Uuid& session) override {
    check();
    records.erase(session);
    co_return;
  }
  Task<> bury(std::span<const Uuid> sessions) override {
    check();
    for (const auto& id : sessions) {
      graves.insert(id);
      records.erase(id);
    }
    co_return;
  }

  std::map<Uuid, SessionRecord> records;
  std::map<Uuid, TimePoint> durable;
  std::set<Uuid> graves;
  bool away = false;
  bool refuses_puts = false;

 private:
  void check() const {
    if (away) throw Unavailable("redis", "away");
  }
  Answer answer(const Uuid& session, const BytesView* secret_hash, TimePoint now) {
    check();
    if (graves.contains(session)) return {State::ended, std::nullopt, false};
    const auto found = records.find(session);
    if (found == records.end()) return {State::miss, std::nullopt, false};
    auto& record = found->second;
    if (secret_hash != nullptr && !equal_in_constant_time(record.secret_hash, *secret_hash)) {
      return {State::other_secret, std::nullopt, false};
    }
    if (now >= record.session.expires || now >= record.session.last_seen + record.idle) {
      return {State::idle, std::nullopt, false};
    }
    const auto gap = std::max(record.gap, now - record.session.last_seen);
    if (secret_hash == nullptr) {
      auto seen = record;
      seen.gap = gap;
      return {State::live, seen, false};
    }
    record.gap = gap;
    record.session.last_seen = now;
    const auto top = record.top_idle > Duration{} ? record.top_idle : record.idle;
    const bool due = now - durable[session] >= top / kTouchPart;
    if (due) durable[session] = now;
    return {State::live, record, due};
  }
};

class FakeAuthenticators final : public AuthenticatorStore {
 public:
  explicit FakeAuthenticators(FakeSessionStore& sessions) : sessions_(sessions) {}

  Task<std::vector<AuthenticatorRecord>> load(const Uuid& person) override {
    ++loads;
    std::vector<AuthenticatorRecord> mine;
    for (const auto& record : records) {
      if (record.person == person &&
          record.authenticator.state != AuthenticatorState::invalidated) {
        mine.push_back(record);
      }
    }
    co_return mine;
  }
  Task<LoginHolder> load_by_login(std::vector<Bytes> fingerprints) override {
    LoginHolder holder{.person = holder_of(std::string(as_text(fingerprints.front())))};
    holder.authenticators = co_await load(holder.person ? holder.person->id : Uuid{});
    co_return holder;
  }
  Task<std::optional<AuthenticatorRecord>> find(AuthenticatorKind kind, Bytes key) override {
    ++loads;
    for (const auto& record : records) {
      if (record.authenticator.kind == kind && record.lookup_key == key &&
          record.authenticator.state != AuthenticatorState::invalidated) {
        co_return record;
      }
    }
    co_return std::nullopt;
  }
  Task<Bytes> user_handle(const Uuid& person, Bytes fresh) override {
    co_return handles.try_emplace(person, std::move(fresh)).first->second;
  }
  Task<bool> bind(const NewAuthenticator& added) override {
    int same = 0;
    for (auto& record : records) {
      if (record.person != added.record.person ||
          record.authenticator.kind != added.record.authenticator.kind ||
          record.authenticator.state == AuthenticatorState::invalidated) {
        continue;
      }
      ++same;
      if (added.replaces) record.authenticator.state = AuthenticatorState::invalidated;
    }
    if (!added.replaces && same >= added.at_most) co_return false;
    records.push_back(added.record);
    sent.insert(sent.end(), added.notices.begin(), added.notices.end());
    events.insert(events.end(), added.events.begin(), added.events.end());
    co_return true;
  }
  Task<> save_failure(std::optional<Uuid> id, audit::Event event, AtCap at_cap) override {
    const auto* tried = id ? find(*id) : nullptr;
    if (tried != nullptr && tried->consecutive_failures + 1 == at_cap.failures)
      sent.insert(sent.end(), at_cap.messages.begin(), at_cap.messages.end());
    ++failures;
    if (auto* record = id ? find(*id) : nullptr) ++record->consecutive_failures;
    events.push_back(std::move(event));
    co_return;
  }
  Task<> upgrade_password(const Uuid& id, Bytes from, Bytes to, std::string params) override {
    auto* record = find(id);
    if (record == nullptr || record->data != from) co_return;
    record->data = std::move(to);
    record->params = std::move(params);
  }
  Task<std::optional<SignInCommit>> commit_sign_in(const SignInOutcome& outcome) override {
    auto record = outcome.session;
    outcomes.push_back(outcome);
    for (const auto& used : outcome.used) {
      const auto* mine = find(used.id);
      if (mine == nullptr || mine->authenticator.state != AuthenticatorState::active)
        co_return std::nullopt;
      const auto kind = mine->authenticator.kind;
      const bool replayed =
          (kind == AuthenticatorKind::totp && mine->last_step &&
           *mine->last_step >= used.counter) ||
          (kind == AuthenticatorKind::lookup_codes && (mine->used_codes >> used.counter & 1) != 0);
      if (replayed) co_return std::nullopt;
    }
    for (const auto& used : outcome.used) {
      auto* mine = find(used.id);
      const auto kind = mine->authenticator.kind;
      if (kind == AuthenticatorKind::totp) mine->last_step = used.counter;
      if (kind == AuthenticatorKind::lookup_codes) mine->used_codes |= 1LL << used.counter;
      if (kind == AuthenticatorKind::passkey)
        mine->sign_count = std::max(mine->sign_count, used.counter);
      mine->consecutive_failures = 0;
    }
    SignInCommit commit;
    const auto found = sessions_.rows.find(record.session.id);
    if (found != sessions_.rows.end()) commit.version = found->second.version + 1;
    record.version = commit.version;
    sessions_.rows[record.session.id] = record;
    for (const auto& [id, row] : sessions_.rows) {
      if (id != record.session.id && row.session.person == record.session.person && !row.ended)
        ++commit.others;
    }
    events.push_back(outcome.event);
    co_return commit;
  }

  AuthenticatorRecord* find(const Uuid& id) {
    const auto found =
        std::ranges::find_if(records, [&](const auto& r) { return r.authenticator.id == id; });
    return found == records.end() ? nullptr : &*found;
  }

  std::vector<AuthenticatorRecord> records;
  std::map<Uuid, Bytes> handles;
  std::vector<audit::Event> events;
  std::vector<OutboxMessage> sent;
  std::vector<SignInOutcome> outcomes;  // that were tried
  int loads = 0;
  int failures = 0;
  // By the fingerprints of FakePeople.
  std::function<std::optional<people::Person>(const std::string& login)> holder_of =
      [](const std::string&) { return std::nullopt; };

 private:
  FakeSessionStore& sessions_;
};

class FakePeople final : public people::PeopleService {
 public:
  Task<std::optional<people::Person>> load(const Uuid& id) override {
    for (const auto& [login, person] : by_login) {
      if (person.id == id) co_return person;
    }
    co_return std::nullopt;
  }
  Task<std::optional<people::Person>> find_by_login(std::string_view login) override {
    ++lookups;
    co_return holder_of(std::string(login));
  }
  std::vector<Bytes> login_fingerprints(std::string_view login) override {
    ++lookups;
    return {to_bytes(login)};
  }
  [[nodiscard]] std::optional<people::Person> holder_of(const std::string& login) const {
    const auto found = by_login.find(login);
    return found == by_login.end() ? std::nullopt : std::optional(found->second);
  }
  Task<Result<people::Person>> create(const people::NewPerson&, const people::ActingAs&,
                                      const RequestContext&) override {
    throw std::logic_error("not here");
  }
  Task<std::vector<people::Attribute>> attributes(const Uuid&,
                                                  std::span<const std::string>) override {
    std::vector<people::Attribute> found;
    if (!email.empty()) found.push_back({.name = "email", .value = email});
    co_return found;
  }
  Task<boost::json::object> claims(const Uuid&, std::span<const std::string>) override {
    co_return boost::json::object{};
  }
  Task<Result<void>> set_attributes(const Uuid&, std::vector<people::Attribute>,
                                    const people::ActingAs&, const RequestContext&) override {
    throw std::logic_error("not here");
  }
  Task<Result<people::Person>> change_state(const Uuid&, people::PersonState, std::string,
                                            const people::ActingAs&,
                                            const RequestContext&) override {
    throw std::logic_error("not here");
  }
  Task<Result<people::Person>> set_affiliation(const Uuid&, const people::Affiliation&,
                                               const people::ActingAs&,
                                               const RequestContext&) override {
    throw std::logic_error("not here");
  }
  std::map<std::string, people::Person> by_login;
  std::string email;
  int lookups = 0;
};

}  // namespace tessera::authn
