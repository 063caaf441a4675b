// A client with a key of its own, and the ports around request objects.
#pragma once

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/oauth/client_keys.hpp>
#include <tessera/oauth/pushed_request.hpp>
#include <tessera/oauth/replay_store.hpp>

#include "oauth/request_object.hpp"
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
    ++asked;
    const auto found = bodies.find(url);
    if (found == bodies.end()) co_return fail(Errc::gone, "fetch.failed", "");
    co_return FetchedDocument{"application/oauth-authz-req+jwt", found->second};
  }
  std::map<std::string, std::string> bodies;
  int asked = 0;
};

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
