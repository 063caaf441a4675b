#include "store/redis/client.hpp"

#include <algorithm>
#include <cctype>

#include <boost/asio/io_context.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/runtime/io_threads.hpp>

#include "store/redis/codec.hpp"
#include "store/redis/errors.hpp"
#include "store/redis/link.hpp"

namespace tessera::store::redis {

Script make_script(std::string name, std::string source) {
  std::string sha1 = to_hex(crypto::sha1(as_bytes(source)));
  return {.name = std::move(name), .source = std::move(source), .sha1 = std::move(sha1)};
}

struct Client::Impl {
  Link& link() {
    const std::size_t index = runtime::IoThreads::current_index();
    if (index >= links.size()) throw std::logic_error("redis: called outside of the io threads");
    return *links[index];
  }

  // Throws for an error reply, except NOSCRIPT if the caller handles it.
  static void check(Link& link, const Reply& reply) {
    if (reply.type != Reply::Type::error) return;
    const Refusal refusal = refusal_of(reply.text);
    const std::string code = reply.text.substr(0, reply.text.find(' '));
    std::string kind = code;
    std::ranges::transform(kind, kind.begin(), [](unsigned char c) { return std::tolower(c); });
    count_error(refusal == Refusal::none ? "reply" : kind);
    if (refusal == Refusal::unusable) link.drop();
    if (refusal != Refusal::none) throw Unavailable("redis", code);
    throw std::runtime_error("redis: " + reply.text);
  }

  std::vector<std::shared_ptr<Link>> links;
};

Client::Client(runtime::IoThreads& io, ClientOptions options) : impl_(std::make_unique<Impl>()) {
  const Address address = parse_address(options.url);
  for (std::size_t i = 0; i < io.size(); ++i) {
    impl_->links.push_back(std::make_shared<Link>(io.context(i).get_executor(), address, options));
    impl_->links.back()->start();
  }
}

Client::~Client() {
  for (const auto& link : impl_->links) link->stop();
}

Task<Reply> Client::command(std::vector<std::string> args) {
  Link& link = impl_->link();
  std::string out;
  append_command(out, args);
  auto replies = co_await link.send(std::move(out), 1);
  Impl::check(link, replies.front());
  co_return std::move(replies.front());
}

Task<std::vector<Reply>> Client::pipeline(std::vector<std::vector<std::string>> commands) {
  if (commands.empty()) co_return std::vector<Reply>{};
  Link& link = impl_->link();
  std::string out;
  for (const auto& args : commands) append_command(out, args);
  auto replies = co_await link.send(std::move(out), commands.size());
  for (const Reply& reply : replies) Impl::check(link, reply);
  co_return replies;
}

Task<Reply> Client::eval(const Script& script, std::vector<std::string> keys,
                         std::vector<std::string> args) {
  Link& link = impl_->link();
  std::vector<std::string> call{"EVALSHA", script.sha1, std::to_string(keys.size())};
  std::ranges::move(keys, std::back_inserter(call));
  std::ranges::move(args, std::back_inserter(call));
  std::string out;
  append_command(out, call);
  auto replies = co_await link.send(std::move(out), 1);
  const Reply& first = replies.front();
  // NOSCRIPT says that nothing ran: sending the source is no repetition.
  if (first.type == Reply::Type::error && first.text.starts_with("NOSCRIPT")) {
    call[0] = "EVAL";
    call[1] = script.source;
    std::string whole;
    append_command(whole, call);
    replies = co_await link.send(std::move(whole), 1);
  }
  Impl::check(link, replies.front());
  co_return std::move(replies.front());
}

}  // namespace tessera::store::redis
