#include "store/redis/token_state_store.hpp"

namespace tessera::store::redis {
namespace {

std::string token_key(std::string_view jti) {
  return "jti:{" + std::string(jti) + "}";
}
std::string grant_key(const Uuid& grant) {
  return "grant:{" + to_string(grant) + "}";
}
using Commands = std::vector<std::vector<std::string>>;

}  // namespace

Task<oauth::TokenState> TokenStateStore::load(std::string_view jti,
                                              const std::optional<Uuid>& grant) {
  Commands commands;
  commands.push_back({"EXISTS", token_key(jti)});
  if (grant) commands.push_back({"GET", grant_key(*grant)});
  const auto replies = co_await client_.pipeline(std::move(commands));
  oauth::TokenState state{.revoked = replies.at(0).integer != 0};
  if (grant && !replies.at(1).is_nil()) state.grant_lives = replies.at(1).text == "1";
  co_return state;
}

Task<> TokenStateStore::revoke(std::string_view jti, seconds remember) {
  std::vector<std::string> command{"SET", token_key(jti), "1", "EX",
                                   std::to_string(remember.count())};
  (void)co_await client_.command(std::move(command));
}

Task<> TokenStateStore::revoke_grants(const std::vector<Uuid>& grants, seconds remember) {
  Commands commands;
  for (const auto& grant : grants) {
    commands.push_back({"SET", grant_key(grant), "0", "EX", std::to_string(remember.count())});
  }
  if (!commands.empty()) (void)co_await client_.pipeline(std::move(commands));
}

Task<> TokenStateStore::note_living(const Uuid& grant, seconds remember) {
  std::vector<std::string> command{
      "SET", grant_key(grant), "1", "EX", std::to_string(remember.count()), "NX"};
  (void)co_await client_.command(std::move(command));
}

}  // namespace tessera::store::redis
