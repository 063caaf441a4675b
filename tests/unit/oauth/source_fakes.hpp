// A client with a key of its own, and the ports around request objects.
#pragma once

#include <atomic>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/base/unavailable.hpp>
#include <tessera/oauth/client_keys.hpp>
#include <tessera/oauth/pushed_request.hpp>
#include <tessera/oauth/replay_store.hpp>

#include "oauth/requests/request_object.hpp"
#include "tests/unit/oauth/fakes.hpp"

namespace tessera::oauth {

class Replays final : public ReplayStore {
 public:
  Task<bool> first_use(std::string_view kind, std::string_view key, Duration) override {
    co_return used.emplace(kind, key).second;
  }
  std::set<std::pair<std::string, std::string>> used;
};

class Documents final : public HttpFetch {
 public:
  Task<Result<FetchedDocument>> get(std::string url, std::size_t) override {
    if (full) throw Unavailable("documents", "the queue is full");
    ++asked;
    const auto found = bodies.find(url);
    if (found == bodies.end()) co_return fail(Errc::gone, "fetch.failed", "");
    co_return FetchedDocument{"application/oauth-authz-req+jwt", found->second};
  }
  std::map<std::string, std::string> bodies;
  int asked = 0;
  bool full = false;  // our own queue
};

// Answers when it is told to.
class SlowDocuments final : public HttpFetch {
 public:
  Task<Result<FetchedDocument>> get(std::string, std::size_t) override {
    ++asked;
    while (!open) co_await boost::asio::post(boost::asio::use_awaitable);
    if (full) throw Unavailable("documents", "the queue is full");
    co_return FetchedDocument{"application/json", body};
  }
  std::string body;
  std::atomic<int> asked = 0;
  std::atomic<bool> open = false;
  bool full = false;
};

// The outcomes of many who come while one fetch is under way: told apart by what `visit` returns,
// "unavailable" if it throws.
template <class Visit>
std::map<std::string, int> visit_together(int visitors, SlowDocuments& slow, const Visit& visit) {
  namespace asio = boost::asio;
  return await([&]() -> Task<std::map<std::string, int>> {
    std::map<std::string, int> outcomes;
    int begun = 0, ended = 0;
    const auto executor = co_await asio::this_coro::executor;
    const auto one = [&]() -> Task<> {
      ++begun;
      std::string outcome = "unavailable";
      try {
        outcome = co_await visit();
      } catch (const Unavailable&) {
      }
      ++outcomes[outcome];
      ++ended;
    };
    for (int i = 0; i < visitors; ++i) asio::co_spawn(executor, one(), asio::detached);
    while (begun < visitors) co_await asio::post(asio::use_awaitable);
    slow.open = true;
    while (ended < visitors) co_await asio::post(asio::use_awaitable);
    co_return outcomes;
  }());
}

class Pushed final : public PushedRequestStore {
 public:
  Task<> save(const Bytes& hash, std::string sealed, seconds) override {
    records[hash] = std::move(sealed);
    co_return;
  }
  Task<std::optional<std::string>> load(const Bytes& hash) override {
    const auto found = records.find(hash);
    if (found == records.end() || used.contains(hash)) co_return std::nullopt;
    co_return found->second;
  }
  Task<bool> is_used(const Bytes& hash) override { co_return used.contains(hash); }
  Task<bool> use(const Bytes& hash, seconds) override { co_return used.insert(hash).second; }
  std::map<Bytes, std::string> records;
  std::set<Bytes> used;
};

class SignedBy : public testing::Test {
 protected:
  static ClientRegistration with_key(const crypto::Key& key) {
    auto r = portal();
    r.jwks = boost::json::serialize(
        boost::json::object{{"keys", {jose::to_jwk(key, "k1", jose::SignAlg::es256)}}});
    r.request_uris = {"https://portal.test/request.jwt#old"};
    return r;
  }
  static std::string sign(const crypto::Key& with, jose::SignAlg alg, std::string_view payload,
                          std::string_view typ) {
    return jose::sign_jws(with, alg, jose::encode_header(alg, "k1", typ), payload);
  }

  crypto::Key key = crypto::Key::generate(crypto::KeyType::ec_p256);
  ClientSnapshot clients = snapshot_of({approved(1, with_key(key)), approved(2, with_key(key))});
  ClientRef client = clients.find(to_string(id_of(1)));
  Documents documents;
  Replays replays;
  Pushed pushed;
  Signing signing;
  SeededRandom random{7};
  std::unique_ptr<ClientKeys> keys = make_client_keys(documents);
  RequestObjects objects{*keys, replays, signing.signer, random};
};

}  // namespace tessera::oauth
