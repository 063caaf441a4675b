#include <tessera/scim/connection.hpp>

#include <algorithm>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/plain_text.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/people/acting_event.hpp>

namespace tessera::scim {
namespace {

constexpr std::size_t kLongestEmployer = 200;
constexpr std::size_t kTokenBytes = 32;
constexpr days kLongestTokenLife{366};

audit::Event client_event(std::string type, const Uuid& client, const people::ActingAs& by,
                          const RequestContext& context) {
  auto event = people::acting_event(std::move(type), by, context);
  event.object_type = "client";
  event.object_id = to_string(client);
  return event;
}

Bytes digest_of(std::string_view token) {
  const auto digest = crypto::sha256(as_bytes(token));
  return {digest.begin(), digest.end()};
}

}  // namespace

bool Connection::reaches(const Uuid& wanted) const {
  return std::ranges::find(units, wanted, &Reach::unit) != units.end();
}

std::vector<Uuid> Connection::unit_ids() const {
  std::vector<Uuid> out;
  for (const auto& each : units) out.push_back(each.unit);
  return out;
}

people::ActingAs Caller::acting() const {
  auto by = people::as_client(connection.client);
  by.purpose = "provisioning";
  return by;
}

Task<Result<Connection>> ConnectionService::get(const Uuid& client) {
  auto found = co_await store_.load(client);
  if (!found) {
    co_return fail(Errc::not_found, "scim.no_connection", "This client keeps no records here.");
  }
  co_return std::move(*found);
}

Task<Result<Connection>> ConnectionService::put(const Connection& wish,
                                                std::optional<std::int64_t> version,
                                                const people::ActingAs& by,
                                                const RequestContext& context) {
  if (wish.employer.empty() || wish.employer.size() > kLongestEmployer ||
      !codec::is_plain_text(wish.employer)) {
    co_return fail(Errc::invalid, "scim.employer", "The employer is a line of text.");
  }
  auto event = client_event("scim.connection_saved", wish.client, by, context);
  event.details["unit"] = to_string(wish.unit);
  if (!co_await store_.save(wish, version, by.id, context.received, std::move(event)))
    co_return fail(Errc::precondition, "scim.changed", "Read it again: it is another one by now.");
  co_return co_await get(wish.client);
}

Task<Result<ConnectionService::NewBearer>> ConnectionService::create_token(
    const Uuid& client, TimePoint expires, const people::ActingAs& by,
    const RequestContext& context) {
  if (expires < context.received + days{1} || expires > context.received + kLongestTokenLife)
    co_return fail(Errc::invalid, "scim.token_life", "A token lives a day to 366 days.");
  const auto text = std::string(kTokenPrefix) + codec::to_base64url(random_.bytes(kTokenBytes));
  BearerInfo info{
      .id = make_uuid7(context.received, random_), .created = context.received, .expires = expires};
  auto event = client_event("scim.token_created", client, by, context);
  event.details["token"] = to_string(info.id);
  if (!co_await store_.save_token(client, info, digest_of(text), by.id, std::move(event))) {
    co_return fail(Errc::conflict, "scim.tokens",
                   "Two tokens are in force, or the client keeps no records; revoke one first.");
  }
  co_return NewBearer{std::move(info), Secret(text)};
}

Task<std::vector<BearerInfo>> ConnectionService::list_tokens(const Uuid& client) {
  co_return co_await store_.list_tokens(client);
}

Task<Result<void>> ConnectionService::revoke_token(const Uuid& client, const Uuid& token,
                                                   const people::ActingAs& by,
                                                   const RequestContext& context) {
  auto event = client_event("scim.token_revoked", client, by, context);
  event.details["token"] = to_string(token);
  if (!co_await store_.revoke_token(client, token, context.received, std::move(event)))
    co_return fail(Errc::not_found, "scim.token_unknown", "There is no such token in force.");
  co_return Result<void>{};
}

Task<std::optional<Connection>> ConnectionService::find(std::string_view bearer, TimePoint now) {
  const auto client = co_await store_.find_token(digest_of(bearer), now);
  if (!client) co_return std::nullopt;
  co_return co_await store_.load(*client);
}

Task<std::optional<Connection>> ConnectionService::find(const Uuid& client) {
  co_return co_await store_.load(client);
}

}  // namespace tessera::scim
