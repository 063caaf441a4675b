#include "store/redis/idempotency_store.hpp"

namespace tessera::store::redis {
namespace {

std::string key_of(const Bytes& name) {
  return "idempotency:{" + to_hex(name) + "}";
}

}  // namespace

Task<std::optional<std::string>> IdempotencyStore::claim(const Bytes& name, seconds life) {
  std::vector<std::string> command{
      "SET", key_of(name), "", "NX", "GET", "EX", std::to_string(life.count())};
  const auto before = co_await client_.command(std::move(command));
  if (before.is_nil()) co_return std::nullopt;
  co_return before.text;
}

Task<> IdempotencyStore::save(const Bytes& name, std::string sealed, seconds life) {
  std::vector<std::string> command{"SET", key_of(name), std::move(sealed), "EX",
                                   std::to_string(life.count())};
  (void)co_await client_.command(std::move(command));
}

Task<> IdempotencyStore::release(const Bytes& name) {
  std::vector<std::string> command{"DEL", key_of(name)};
  (void)co_await client_.command(std::move(command));
}

}  // namespace tessera::store::redis
