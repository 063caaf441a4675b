#include "store/redis/pending_store.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <tessera/codec/base64url.hpp>

#include "store/redis/code_record.hpp"
#include "store/redis/embedded_script.hpp"

namespace tessera::store::redis {
namespace {

using oauth::FoundPending;
using oauth::PendingState;
using oauth::PollResult;

// Beyond the expiry, so that a late poll learns that it expired and not that there was nothing.
constexpr minutes kRememberExpired{10};
// Longer than a commit takes; who comes later than that finds an answer that was given up.
constexpr seconds kClaimed{30};

std::string millis(Duration d) {
  return std::to_string(std::chrono::duration_cast<milliseconds>(d).count());
}
std::string millis(TimePoint t) {
  return millis(t.time_since_epoch());
}
std::int64_t number(const std::string& text) {
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

std::string key_of(std::string_view name) {
  return "pending:{" + std::string(name) + "}";
}
std::string name_key(const Bytes& hash) {
  return "pending_name:{" + codec::to_base64url(hash) + "}";
}
std::string list_key(const Uuid& person) {
  return "pending_of:{" + to_string(person) + "}";
}

std::string places_key(const std::string& person, const std::string& client) {
  return "pending_places:{" + person + "}:" + client;
}

std::vector<std::string> read_command(std::string_view name) {
  return {"HMGET", key_of(name), "state", "client", "person", "sealed", "interval", "expires"};
}

PollResult read_result(std::string_view word) {
  if (word == "approved") return PollResult::approved;
  if (word == "waiting") return PollResult::waiting;
  if (word == "too_early") return PollResult::too_early;
  if (word == "denied") return PollResult::denied;
  if (word == "expired") return PollResult::expired;
  if (word == "used") return PollResult::used;
  if (word == "other_client") return PollResult::other_client;
  return PollResult::absent;
}

PendingState read_state(std::string_view word) {
  if (word == "approved") return PendingState::approved;
  if (word == "denied") return PendingState::denied;
  if (word == "used") return PendingState::used;
  return PendingState::waiting;
}

std::optional<FoundPending> read_found(Bytes hash, const Reply& reply) {
  const auto& v = reply.items;
  if (v.size() != 6 || v[0].is_nil()) return std::nullopt;
  const auto client = parse_uuid(v[1].text);
  if (!client) throw std::runtime_error("pending request: not a client");
  FoundPending out{.hash = std::move(hash), .state = read_state(v[0].text)};
  out.request.client = *client;
  out.request.person = parse_uuid(v[2].text);
  out.request.sealed = v[3].text;
  out.request.interval = std::chrono::duration_cast<seconds>(milliseconds{number(v[4].text)});
  out.request.expires = TimePoint{milliseconds{number(v[5].text)}};
  return out;
}

}  // namespace

PendingStore::PendingStore(Client& client)
    : client_(client),
      save_(embedded_script("pending_save")),
      poll_(embedded_script("pending_poll")),
      settle_(embedded_script("pending_settle")),
      claim_(embedded_script("pending_claim")),
      answer_(embedded_script("pending_answer")),
      admit_(embedded_script("pending_admit")) {}

Task<> PendingStore::save(const Bytes& hash, const oauth::PendingRequest& r, TimePoint now) {
  std::vector<std::string> keys{key_of(codec::to_base64url(hash))};
  std::vector<std::string> args{
      to_string(r.client), r.person ? to_string(*r.person) : "",      r.sealed, millis(r.interval),
      millis(r.expires),   millis(r.expires - now + kRememberExpired)};
  (void)co_await client_.eval(save_, std::move(keys), std::move(args));
}

Task<oauth::Polled> PendingStore::poll(const Bytes& hash, const Uuid& client, TimePoint now) {
  std::vector<std::string> keys{key_of(codec::to_base64url(hash))};
  std::vector<std::string> args{to_string(client), millis(now)};
  const auto reply = co_await client_.eval(poll_, std::move(keys), std::move(args));
  if (reply.items.empty()) throw std::runtime_error("pending_poll: unexpected reply");
  oauth::Polled out{.result = read_result(reply.items[0].text)};
  if (out.result == PollResult::approved) out.record = parse_code_record(reply.items.at(1).text);
  co_return out;
}

Task<> PendingStore::settle(const Bytes& hash) {
  std::vector<std::string> keys{key_of(codec::to_base64url(hash))};
  (void)co_await client_.eval(settle_, std::move(keys), {});
}

Task<bool> PendingStore::claim(const Bytes& hash, const std::string& answer, TimePoint now) {
  std::vector<std::string> keys{key_of(codec::to_base64url(hash))};
  std::vector<std::string> args{millis(now), answer, millis(kClaimed)};
  const auto reply = co_await client_.eval(claim_, std::move(keys), std::move(args));
  co_return reply.integer == 1;
}

Task<bool> PendingStore::answer(const Bytes& hash, const std::optional<oauth::CodeRecord>& approved,
                                TimePoint now) {
  std::vector<std::string> keys{key_of(codec::to_base64url(hash))};
  std::vector<std::string> args{millis(now), approved ? render_code_record(*approved) : ""};
  const auto reply = co_await client_.eval(answer_, std::move(keys), std::move(args));
  if (reply.items.empty()) co_return false;
  const auto& person = reply.items.at(0).text;
  if (person.empty()) co_return true;
  std::vector<std::string> leave{"ZREM", places_key(person, reply.items.at(1).text),
                                 codec::to_base64url(hash)};
  (void)co_await client_.command(std::move(leave));
  co_return true;
}

Task<std::optional<FoundPending>> PendingStore::load(const Bytes& hash) {
  const auto reply = co_await client_.command(read_command(codec::to_base64url(hash)));
  co_return read_found(hash, reply);
}

Task<bool> PendingStore::name(const Bytes& user_code_hash, const Bytes& hash, seconds life) {
  std::vector<std::string> command{"SET", name_key(user_code_hash),     codec::to_base64url(hash),
                                   "EX",  std::to_string(life.count()), "NX"};
  const auto reply = co_await client_.command(std::move(command));
  co_return !reply.is_nil();
}

Task<std::optional<Bytes>> PendingStore::find_named(const Bytes& user_code_hash) {
  std::vector<std::string> command{"GET", name_key(user_code_hash)};
  const auto reply = co_await client_.command(std::move(command));
  if (reply.is_nil()) co_return std::nullopt;
  const auto hash = codec::from_base64url(reply.text);
  co_return hash ? std::optional(*hash) : std::nullopt;
}

Task<bool> PendingStore::admit(const Uuid& person, const Uuid& client, const Bytes& hash, int most,
                               seconds life, TimePoint now) {
  std::vector<std::string> keys{places_key(to_string(person), to_string(client))};
  std::vector<std::string> args{millis(now), codec::to_base64url(hash), millis(now + life),
                                std::to_string(most), millis(life)};
  const auto reply = co_await client_.eval(admit_, std::move(keys), std::move(args));
  co_return reply.integer == 1;
}

Task<> PendingStore::enlist(const Uuid& person, const Bytes& hash, TimePoint expires,
                            TimePoint now) {
  const auto key = list_key(person);
  std::vector<std::vector<std::string>> commands{
      {"ZREMRANGEBYSCORE", key, "-inf", millis(now)},
      {"ZADD", key, millis(expires), codec::to_base64url(hash)},
      {"PEXPIRE", key, millis(hours{24})}};
  (void)co_await client_.pipeline(std::move(commands));
}

Task<std::vector<FoundPending>> PendingStore::list(const Uuid& person, TimePoint now) {
  std::vector<std::string> command{"ZRANGEBYSCORE", list_key(person), "(" + millis(now), "+inf"};
  const auto names = co_await client_.command(std::move(command));
  std::vector<std::vector<std::string>> commands;
  for (const auto& name : names.items) commands.push_back(read_command(name.text));
  std::vector<FoundPending> out;
  if (commands.empty()) co_return out;
  const auto replies = co_await client_.pipeline(std::move(commands));
  for (std::size_t i = 0; i < replies.size(); ++i) {
    auto hash = codec::from_base64url(names.items[i].text);
    if (!hash) continue;
    auto found = read_found(std::move(*hash), replies[i]);
    if (found && found->state == PendingState::waiting) out.push_back(std::move(*found));
  }
  co_return out;
}

}  // namespace tessera::store::redis
