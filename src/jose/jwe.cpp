#include <tessera/jose/jwe.hpp>

#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>

#include "jose/public_key.hpp"

namespace tessera::jose {
namespace {

namespace json = boost::json;
using crypto::SealedContent;

constexpr std::size_t kWrappingKeySize = 16;  // of A128KW
constexpr std::size_t kMaxPartyInfo = 256;

std::unexpected<Error> refuse(std::string_view why) {
  return fail(Errc::invalid, "jwe." + std::string(why));
}

void append_number(Bytes& out, std::size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(number >> shift));
}

void append_sized(Bytes& out, BytesView bytes) {
  append_number(out, bytes.size());
  out.insert(out.end(), bytes.begin(), bytes.end());
}

struct PartyInfo {
  Bytes u, v;  // apu and apv, RFC 7518 4.6.1
};

// RFC 7518 4.6.2: what the agreed secret becomes a key for.
Secret derive(const Secret& shared, KeyAlg alg, ContentAlg enc, const PartyInfo& parties) {
  const bool direct = alg == KeyAlg::ecdh_es;
  const std::size_t size = direct ? key_size(enc) : kWrappingKeySize;
  Bytes info;
  append_sized(info, as_bytes(direct ? to_string(enc) : to_string(alg)));
  append_sized(info, parties.u);
  append_sized(info, parties.v);
  append_number(info, size * 8);
  return crypto::concat_kdf(shared, info, size);
}

struct EncryptedKey {
  Secret key;  // for the content
  Bytes box;   // empty for direct agreement (RFC 7516 5.1 step 5)
};

EncryptedKey encrypt_key(const JweTarget& target, json::object& header, Random& random) {
  Secret fresh{random.bytes(key_size(target.enc))};
  if (target.alg == KeyAlg::rsa_oaep_256) {
    auto box = crypto::seal_oaep(target.key.key, fresh);
    return {std::move(fresh), std::move(box)};
  }
  // RFC 7518 4.6, RFC 8037 3.2: the ephemeral key is new for every token, on the recipient's curve.
  const auto ephemeral = Key::generate(target.key.key.type());
  header["epk"] = to_jwk(ephemeral);
  auto agreed = derive(crypto::agree(ephemeral, target.key.key), target.alg, target.enc, {});
  if (target.alg == KeyAlg::ecdh_es) return {std::move(agreed), {}};
  auto box = crypto::wrap_key(agreed, fresh);
  return {std::move(fresh), std::move(box)};
}

struct Parts {
  std::array<std::string_view, 5> encoded;  // header, key, iv, ciphertext, tag
  Bytes key;
  SealedContent content;
};

Result<Parts> split(std::string_view compact, std::size_t max_bytes) {
  if (compact.size() > max_bytes) return refuse("malformed");
  Parts parts;
  for (std::size_t i = 0; i < 5; ++i) {
    const auto dot = compact.find('.');
    if ((dot == std::string_view::npos) != (i == 4)) return refuse("malformed");
    parts.encoded[i] = compact.substr(0, dot);
    if (i < 4) compact.remove_prefix(dot + 1);
  }
  auto key = codec::from_base64url(parts.encoded[1]);
  auto iv = codec::from_base64url(parts.encoded[2]);
  auto cipher_text = codec::from_base64url(parts.encoded[3]);
  auto tag = codec::from_base64url(parts.encoded[4]);
  if (!key || !iv || !cipher_text || !tag) return refuse("malformed");
  parts.key = std::move(*key);
  parts.content = {std::move(*iv), std::move(*cipher_text), std::move(*tag)};
  return parts;
}

bool is_absent_or_text(const json::object& members, std::string_view name) {
  return !has(members, name) || codec::find_string(members, name) != nullptr;
}

template <class Alg>
bool is_among(const std::vector<Alg>& accepted, const std::optional<Alg>& alg) {
  return alg && std::ranges::find(accepted, *alg) != accepted.end();
}

// RFC 7516 5.2 steps 2 to 5, RFC 8725 3.1.
Result<JweHeader> parse_header(std::string_view encoded, const JweRules& rules) {
  const auto bytes = codec::from_base64url(encoded);
  if (!bytes) return refuse("malformed");
  auto members = codec::parse_json_object(as_text(*bytes));
  if (!members) return refuse("malformed");
  for (const auto name : {"kid", "cty", "typ"}) {
    if (!is_absent_or_text(*members, name)) return refuse("malformed");
  }
  if (members->contains("crit")) return refuse("crit");  // RFC 7516 4.1.13: we understand none
  if (members->contains("zip")) return refuse("zip");    // RFC 8725 3.6
  const auto alg = parse_key_alg(codec::text_of(*members, "alg"));
  const auto enc = parse_content_alg(codec::text_of(*members, "enc"));
  if (!is_among(rules.key_algs, alg) || !is_among(rules.content_algs, enc))
    return refuse("algorithm");
  return JweHeader{.alg = *alg,
                   .enc = *enc,
                   .kid = codec::text_of(*members, "kid"),
                   .cty = codec::text_of(*members, "cty"),
                   .members = std::move(*members)};
}

// RFC 7518 4.6.1.2, 4.6.1.3.
Result<Bytes> party_info(const json::object& members, std::string_view name) {
  if (!has(members, name)) return Bytes{};
  const auto text = codec::text_of(members, name);
  auto info = codec::from_base64url(text);
  if (text.empty() || !info || info->size() > kMaxPartyInfo) return refuse("malformed");
  return std::move(*info);
}

// RFC 7518 4.6.1.1: the sender's ephemeral key, on the curve of ours.
Result<Secret> agreed_key(const JweHeader& header, const Key& own) {
  const auto* epk = header.members.if_contains("epk");
  if (epk == nullptr || !epk->is_object()) return refuse("malformed");
  const auto theirs = parse_public_key(epk->get_object());
  if (!theirs || theirs->type() != own.type()) return refuse("malformed");
  auto u = party_info(header.members, "apu");
  auto v = party_info(header.members, "apv");
  if (!u || !v) return refuse("malformed");
  return derive(crypto::agree(own, *theirs), header.alg, header.enc,
                {std::move(*u), std::move(*v)});
}

// RFC 7516 11.5: a box that does not open becomes a key that nobody has, so that the answer and its
// time do not tell what was wrong with it.
Secret or_random(Result<Secret> key, ContentAlg enc, Random& random) {
  Secret other{random.bytes(key_size(enc))};
  const bool good = key && key->reveal_bytes().size() == key_size(enc);
  return good ? std::move(*key) : std::move(other);
}

Result<Secret> decrypt_key(const JweHeader& header, const Bytes& box, const Key& own,
                           Random& random) {
  if (header.alg == KeyAlg::rsa_oaep_256)
    return or_random(crypto::open_oaep(own, box), header.enc, random);
  auto agreed = agreed_key(header, own);
  if (!agreed) return agreed;
  if (header.alg == KeyAlg::ecdh_es_a128kw)
    return or_random(crypto::unwrap_key(*agreed, box), header.enc, random);
  if (!box.empty()) return refuse("malformed");  // RFC 7516 5.2 step 10
  return agreed;
}

}  // namespace

std::string encrypt_jwe(const JweTarget& target, std::string_view plain, Random& random) {
  if (!fits(target.alg, target.key.key.type())) throw std::logic_error("algorithm of the JWE key");
  json::object header{{"alg", to_string(target.alg)}, {"enc", to_string(target.enc)}};
  if (!target.key.kid.empty()) header["kid"] = target.key.kid;
  if (!target.cty.empty()) header["cty"] = target.cty;
  const auto key = encrypt_key(target, header, random);
  std::string token = codec::to_base64url(as_bytes(json::serialize(header)));
  // RFC 7516 5.1 step 14: the encoded header is bound to the content.
  const auto sealed = crypto::seal_content(target.enc, key.key, as_bytes(plain), token, random);
  for (const auto* part : {&key.box, &sealed.iv, &sealed.cipher_text, &sealed.tag}) {
    token += '.';
    token += codec::to_base64url(*part);
  }
  return token;
}

Result<Jwe> decrypt_jwe(std::string_view compact, const JweRules& rules,
                        const FindPrivateKey& find_key, Random& random) {
  const auto parts = split(compact, rules.max_bytes);
  if (!parts) return std::unexpected(parts.error());
  auto header = parse_header(parts->encoded[0], rules);
  if (!header) return std::unexpected(std::move(header.error()));
  const auto own = find_key(*header);
  if (!own) return refuse("key");
  if (!fits(header->alg, own->type())) return refuse("algorithm");
  const auto key = decrypt_key(*header, parts->key, *own, random);
  if (!key) return std::unexpected(key.error());
  const auto plain = crypto::open_content(header->enc, *key, parts->content, parts->encoded[0]);
  if (!plain) return refuse("altered");
  return Jwe{.header = std::move(*header), .plain = std::string(as_text(*plain))};
}

bool looks_like_jwe(std::string_view compact) {
  return std::ranges::count(compact, '.') == 4;
}

}  // namespace tessera::jose
