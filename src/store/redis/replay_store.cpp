#include "store/redis/replay_store.hpp"

#include <algorithm>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::store::redis {

// The key is hashed: its length is anybody's to choose.
Task<bool> ReplayStore::first_use(std::string_view kind, std::string_view key, Duration life) {
  const auto whole_milliseconds = std::chrono::ceil<milliseconds>(life).count();
  std::vector<std::string> command{
      "SET",
      "once:" + std::string(kind) + ":{" + codec::to_base64url(crypto::sha256(as_bytes(key))) + "}",
      "1",
      "NX",
      "PX",
      std::to_string(std::max<std::int64_t>(1, whole_milliseconds))};
  const auto reply = co_await client_.command(std::move(command));
  co_return !reply.is_nil();
}

}  // namespace tessera::store::redis
