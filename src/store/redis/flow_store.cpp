#include "store/redis/flow_store.hpp"

#include <charconv>
#include <stdexcept>

#include "store/redis/embedded_script.hpp"

namespace tessera::store::redis {
namespace {

std::string key_of(const std::string& digest) {
  return "flow:{" + digest + "}";
}

std::int64_t revision_of(const std::string& text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size() || n < 1)
    throw std::runtime_error("flow progress: not a revision");
  return n;
}

}  // namespace

FlowStore::FlowStore(Client& client) : client_(client), save_(embedded_script("flow_save")) {}

Task<std::optional<FlowStore::Kept>> FlowStore::load(const std::string& key) {
  std::vector<std::string> command{"HMGET", key_of(key), "r", "d"};
  const auto reply = co_await client_.command(std::move(command));
  if (reply.items.size() != 2 || reply.items[0].is_nil() || reply.items[1].is_nil())
    co_return std::nullopt;
  co_return Kept{.sealed = reply.items[1].text, .revision = revision_of(reply.items[0].text)};
}

Task<bool> FlowStore::save(const std::string& key, std::string sealed, std::int64_t expected,
                           Duration life) {
  const auto lived = std::chrono::duration_cast<milliseconds>(life).count();
  std::vector<std::string> keys{key_of(key)};
  std::vector<std::string> args{std::to_string(expected), std::move(sealed), std::to_string(lived)};
  const auto reply = co_await client_.eval(save_, std::move(keys), std::move(args));
  co_return reply.integer == 1;
}

Task<> FlowStore::drop(const std::string& key) {
  std::vector<std::string> command{"DEL", key_of(key)};
  static_cast<void>(co_await client_.command(std::move(command)));
}

}  // namespace tessera::store::redis
