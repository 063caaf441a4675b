#include "store/redis/code_store.hpp"

#include <stdexcept>

#include "store/redis/code_record.hpp"
#include "store/redis/embedded_script.hpp"

namespace tessera::store::redis {
namespace {

std::string key_of(const Bytes& hash) {
  return "code:{" + to_hex(hash) + "}";
}

oauth::TakeResult read_result(std::string_view word) {
  if (word == "taken") return oauth::TakeResult::taken;
  if (word == "used") return oauth::TakeResult::used;
  if (word == "other_client") return oauth::TakeResult::other_client;
  return oauth::TakeResult::absent;
}

}  // namespace

CodeStore::CodeStore(Client& client) : client_(client), take_(embedded_script("code_take")) {}

Task<> CodeStore::save(const Bytes& code_hash, const oauth::CodeRecord& record, seconds life) {
  std::vector<std::string> command{"SET", key_of(code_hash),
                                   to_string(record.client) + "\n" + render_code_record(record),
                                   "EX", std::to_string(life.count())};
  (void)co_await client_.command(std::move(command));
}

Task<oauth::TakenCode> CodeStore::take(const Bytes& code_hash, const Uuid& client,
                                       seconds remember) {
  std::vector<std::string> keys{key_of(code_hash)};
  std::vector<std::string> args{to_string(client), std::to_string(remember.count())};
  const auto reply = co_await client_.eval(take_, std::move(keys), std::move(args));
  if (reply.items.empty()) throw std::runtime_error("code_take: unexpected reply");
  oauth::TakenCode out{.result = read_result(reply.items[0].text)};
  if (out.result == oauth::TakeResult::taken)
    out.record = parse_code_record(reply.items.at(1).text);
  co_return out;
}

}  // namespace tessera::store::redis
