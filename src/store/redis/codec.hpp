// The Redis wire format, by hiredis: commands to bytes, bytes to replies.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/redis/client.hpp"

struct redisReader;

namespace tessera::store::redis {

void append_command(std::string& out, std::span<const std::string> args);

class Reader {
 public:
  Reader();
  void feed(std::string_view bytes);
  // The next whole reply; nullopt if more bytes are needed. Throws std::runtime_error on bytes that
  // are no Redis protocol: the connection must be dropped.
  [[nodiscard]] std::optional<Reply> next();

 private:
  std::unique_ptr<redisReader, void (*)(redisReader*)> reader_;
};

}  // namespace tessera::store::redis
