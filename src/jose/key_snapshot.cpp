#include <tessera/jose/key_snapshot.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/jose/encryption_jwk.hpp>
#include <tessera/jose/jws.hpp>

namespace tessera::jose {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> kReadyTypes{"JWT", "at+jwt", "logout+jwt",
                                                      "token-introspection+jwt"};

std::string header_name(std::string_view kid, std::string_view typ) {
  std::string name(kid);
  name += ' ';
  name += typ;
  return name;
}

void require(bool ok, const char* what, const SigningKey& key) {
  if (!ok) throw std::invalid_argument(std::string(what) + ": signing key " + key.kid);
}

void check_decryption(const std::vector<DecryptionKey>& keys) {
  std::set<std::string> kids;
  for (const auto& key : keys) {
    const bool sound = !key.kid.empty() && kids.insert(key.kid).second && key.key &&
                       key.key.has_private() && fits(KeyAlg::ecdh_es, key.key.type());
    if (!sound) throw std::invalid_argument("unusable: decryption key " + key.kid);
  }
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

std::string render_jwks(const std::vector<SigningKey>& keys,
                        const std::vector<DecryptionKey>& decryption) {
  json::array list;
  for (const auto& key : keys) list.push_back(to_jwk(key.key, key.kid, key.alg));
  for (const auto& key : decryption) {
    if (key.published) list.push_back(to_jwk(EncryptionJwk{.key = key.key, .kid = key.kid}));
  }
  return json::serialize(json::object{{"keys", std::move(list)}});
}

}  // namespace

KeySnapshot::KeySnapshot(std::vector<SigningKey> keys, std::vector<DecryptionKey> decryption)
    : keys_(std::move(keys)), decryption_(std::move(decryption)) {
  check_keys(keys_);
  check_decryption(decryption_);
  jwks_ = render_jwks(keys_, decryption_);
  for (const auto& key : keys_) {
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

const DecryptionKey* KeySnapshot::find_decryption(std::string_view kid) const {
  const auto found = std::ranges::find_if(decryption_, [&](const DecryptionKey& key) {
    return kid.empty() ? key.published : key.kid == kid;
  });
  return found == decryption_.end() ? nullptr : &*found;
}

std::string KeySnapshot::header(const SigningKey& key, std::string_view typ) const {
  const auto ready = headers_.find(header_name(key.kid, typ));
  return ready == headers_.end() ? encode_header(key.alg, key.kid, typ) : ready->second;
}

const SigningKey* KeySnapshot::find_by_header(std::string_view encoded,
                                              std::string_view typ) const {
  for (const auto& key : keys_) {
    const auto ready = headers_.find(header_name(key.kid, typ));
    if (ready != headers_.end() && ready->second == encoded) return &key;
  }
  return nullptr;
}

std::string_view to_string(KeyState state) {
  switch (state) {
    case KeyState::next:
      return "next";
    case KeyState::active:
      return "active";
    case KeyState::retired:
      return "retired";
  }
  return "";
}

}  // namespace tessera::jose
