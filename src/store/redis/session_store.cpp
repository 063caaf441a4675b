#include "store/redis/session_store.hpp"

#include <charconv>
#include <stdexcept>

#include <boost/algorithm/string/join.hpp>

#include <tessera/authn/proof_json.hpp>

#include "store/redis/embedded_script.hpp"

namespace tessera::store::redis {
namespace {

// Outlives every request that may still hold a row read before the end.
constexpr hours kTombstoneLife{1};

std::string key_of(const Uuid& session) {
  return "sess:{" + to_string(session) + "}";
}

std::string millis(Duration since_epoch) {
  return std::to_string(std::chrono::duration_cast<milliseconds>(since_epoch).count());
}
std::string millis(TimePoint t) {
  return millis(t.time_since_epoch());
}
std::string micros(TimePoint t) {
  return std::to_string(t.time_since_epoch().count());
}

std::int64_t number(const Reply& reply) {
  std::int64_t n = 0;
  const auto& text = reply.text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size())
    throw std::runtime_error("session record: not a number");
  return n;
}
TimePoint from_millis(const Reply& reply) {
  return TimePoint{milliseconds{number(reply)}};
}
TimePoint from_micros(const Reply& reply) {
  return TimePoint{Duration{number(reply)}};
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    words.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return words;
}

// The answer of session_load.lua, in its order.
authn::SessionRecord read_record(const Uuid& id, const std::vector<Reply>& r) {
  if (r.size() != 18) throw std::runtime_error("session record: wrong answer");
  authn::SessionRecord record;
  auto& s = record.session;
  s.id = id;
  s.last_seen = from_millis(r[2]);
  record.version = number(r[3]);
  s.expires = from_millis(r[4]);
  record.idle = milliseconds{number(r[5])};
  record.secret_hash = to_bytes(r[6].text);
  s.person = parse_uuid(r[7].text).value_or(Uuid{});
  s.acr = parse_acr(r[8].text).value_or(Acr::none);
  s.amr = split(r[9].text);
  s.auth_time = from_micros(r[10]);
  s.created = from_micros(r[11]);
  s.user_agent = r[12].text;
  s.address_class = r[13].text;
  record.staff = r[14].text == "1";
  record.gap = milliseconds{number(r[15])};
  s.proofs = authn::parse_proofs(r[16].text);
  record.top_idle = milliseconds{number(r[17])};
  return record;
}

authn::SessionCache::Answer read_answer(const Uuid& id, const Reply& reply) {
  using State = authn::SessionCache::State;
  if (reply.items.empty()) throw std::runtime_error("session record: no answer");
  const auto& state = reply.items[0].text;
  if (state == "live")
    return {State::live, read_record(id, reply.items), reply.items[1].text == "1"};
  if (state == "ended") return {State::ended, std::nullopt, false};
  if (state == "idle") return {State::idle, std::nullopt, false};
  if (state == "other_secret") return {State::other_secret, std::nullopt, false};
  return {State::miss, std::nullopt, false};
}

}  // namespace

SessionCache::SessionCache(Client& client)
    : client_(client),
      load_(embedded_script("session_load")),
      put_(embedded_script("session_put")),
      drop_(embedded_script("session_drop")),
      bury_(embedded_script("session_bury")) {}

Task<SessionCache::Answer> SessionCache::load(const Uuid& session, BytesView secret_hash,
                                              TimePoint now) {
  std::vector<std::string> keys{key_of(session)};
  std::vector<std::string> args{millis(now), "load", std::string(as_text(secret_hash))};
  const auto reply = co_await client_.eval(load_, std::move(keys), std::move(args));
  co_return read_answer(session, reply);
}

Task<SessionCache::Answer> SessionCache::peek(const Uuid& session, TimePoint now) {
  std::vector<std::string> keys{key_of(session)};
  std::vector<std::string> args{millis(now), "peek"};
  const auto reply = co_await client_.eval(load_, std::move(keys), std::move(args));
  co_return read_answer(session, reply);
}

Task<bool> SessionCache::put(const authn::SessionRecord& record, TimePoint now) {
  const auto& s = record.session;
  std::vector<std::string> keys{key_of(s.id)};
  std::vector<std::string> args{
      std::to_string(record.version),
      millis(s.expires),
      "s",
      std::string(as_text(record.secret_hash)),
      "i",
      millis(record.idle),
      "l",
      millis(s.last_seen),
      "w",
      millis(now),
      "p",
      to_string(s.person),
      "a",
      std::string(to_string(s.acr)),
      "m",
      boost::algorithm::join(s.amr, ","),
      "t",
      micros(s.auth_time),
      "c",
      micros(s.created),
      "u",
      s.user_agent,
      "k",
      s.address_class,
      "f",
      record.staff ? "1" : "0",
      "g",
      millis(record.gap),
      "r",
      authn::render_proofs(s.proofs),
      "j",
      millis(record.top_idle > Duration{} ? record.top_idle : record.idle)};
  const auto reply = co_await client_.eval(put_, std::move(keys), std::move(args));
  co_return reply.integer == 1;
}

Task<> SessionCache::drop(const Uuid& session) {
  std::vector<std::string> keys{key_of(session)};
  static_cast<void>(co_await client_.eval(drop_, std::move(keys), {}));
}

Task<> SessionCache::bury(std::span<const Uuid> sessions) {
  for (const auto& session : sessions) {
    std::vector<std::string> keys{key_of(session)};
    std::vector<std::string> args{millis(Duration(kTombstoneLife))};
    static_cast<void>(co_await client_.eval(bury_, std::move(keys), std::move(args)));
  }
}

}  // namespace tessera::store::redis
