#include <tessera/jose/key_snapshot.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/jose/jws.hpp>

namespace tessera::jose {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 3> kReadyTypes{"JWT", "at+jwt", "logout+jwt"};

std::string header_name(std::string_view kid, std::string_view typ) {
  std::string name(kid);
  name += ' ';
  name += typ;
  return name;
}

void require(bool ok, const char* what, const SigningKey& key) {
  if (!ok) throw std::invalid_argument(std::string(what) + ": signing key " + key.kid);
}

void check_keys(const std::vector<SigningKey>& keys) {
  std::set<std::string> kids;
  std::set<SignAlg> active;
  for (const auto& key : keys) {
    require(!key.kid.empty() && kids.insert(key.kid).second, "kid missing or used twice", key);
    require(key.key && fits(key.alg, key.key.type()), "algorithm does not fit", key);
    if (key.state != KeyState::active) continue;
    require(key.key.has_private(), "active without its private part", key);
    require(active.insert(key.alg).second, "second active key of its algorithm", key);
  }
}

std::string render_jwks(const std::vector<SigningKey>& keys) {
  json::array list;
  for (const auto& key : keys) list.push_back(to_jwk(key.key, key.kid, key.alg));
  return json::serialize(json::object{{"keys", std::move(list)}});
}

}  // namespace

KeySnapshot::KeySnapshot(std::vector<SigningKey> keys) : keys_(std::move(keys)) {
  check_keys(keys_);
  jwks_ = render_jwks(keys_);
  for (const auto& key : keys_) {
    if (key.state != KeyState::active) continue;
    for (const auto typ : kReadyTypes)
      headers_[header_name(key.kid, typ)] = encode_header(key.alg, key.kid, typ);
  }
}

const SigningKey* KeySnapshot::active(SignAlg alg) const {
  for (const auto& key : keys_) {
    if (key.state == KeyState::active && key.alg == alg) return &key;
  }
  return nullptr;
}

const SigningKey* KeySnapshot::find(std::string_view kid) const {
  const auto found = std::ranges::find(keys_, kid, &SigningKey::kid);
  return found == keys_.end() ? nullptr : &*found;
}

std::string KeySnapshot::header(const SigningKey& key, std::string_view typ) const {
  const auto ready = headers_.find(header_name(key.kid, typ));
  return ready == headers_.end() ? encode_header(key.alg, key.kid, typ) : ready->second;
}

}  // namespace tessera::jose
