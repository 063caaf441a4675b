#include "oauth/proofs/dpop_proof.hpp"

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/codec/url.hpp>
#include <tessera/crypto/digest.hpp>
#include <tessera/jose/jws.hpp>
#include <tessera/oauth/errors.hpp>

namespace tessera::oauth {
namespace {

std::unexpected<Error> refuse_proof(std::string detail) {
  return refuse("invalid_dpop_proof", "the DPoP proof is not valid", std::move(detail));
}

bool is_unreserved(int c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// RFC 3986 6.2.2.1 and 6.2.2.2; the URL was parsed, so every '%' has its two digits.
std::string normalise_path(std::string_view path) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '%' || i + 2 >= path.size()) {
      out += path[i];
      continue;
    }
    const int c = hex_digit(path[i + 1]) * 16 + hex_digit(path[i + 2]);
    if (is_unreserved(c)) {
      out += static_cast<char>(c);
    } else {
      out += '%';
      out += kHex[(c >> 4) & 15];
      out += kHex[c & 15];
    }
    i += 2;
  }
  return out.empty() ? "/" : out;
}

// RFC 9449 4.3 (7): a public key, for the algorithm of the header.
std::optional<ProofKey> read_key(const jose::JwsHeader& header) {
  const auto* member = header.members.if_contains("jwk");
  const auto* object = member == nullptr ? nullptr : member->if_object();
  if (object == nullptr) return std::nullopt;
  const auto jwk = jose::parse_jwk(*object);
  if (!jwk || (jwk->alg && *jwk->alg != header.alg)) return std::nullopt;
  return ProofKey{jwk->key, jose::thumbprint(jwk->key)};
}

std::optional<std::string> text_of(const boost::json::object& members, std::string_view name) {
  const auto* found = codec::find_string(members, name);
  return found == nullptr ? std::nullopt : std::optional<std::string>(*found);
}

}  // namespace

bool is_same_target(std::string_view htu, std::string_view url) {
  const auto a = codec::parse_url(htu);
  const auto b = codec::parse_url(url);
  if (!a || !b) return false;
  return a->scheme == b->scheme && a->host == b->host &&
         a->effective_port() == b->effective_port() &&
         normalise_path(a->path) == normalise_path(b->path);
}

Result<DpopProof> parse_dpop_proof(std::string_view compact,
                                   std::span<const crypto::SignAlg> algorithms, ProofKeys& known) {
  const jose::JwsRules rules{.algorithms = {algorithms.begin(), algorithms.end()},
                             .typ = "dpop+jwt",
                             .max_bytes = kMaxDpopProof};
  const auto encoded = compact.substr(0, compact.find('.'));
  std::optional<ProofKey> key;
  bool is_new = false;
  const auto key_of = [&](const jose::JwsHeader& header) -> std::optional<crypto::Key> {
    key = known.find(encoded);
    is_new = !key;
    if (is_new) key = read_key(header);
    return key ? std::optional(key->key) : std::nullopt;
  };
  const auto jws = jose::verify_jws(compact, rules, key_of);
  if (!jws) return refuse_proof(jws.error().id);
  DpopProof proof{.jkt = key->jkt};
  if (is_new) known.put(encoded, std::move(*key));
  auto claims = jose::parse_claims(jws->payload);
  if (!claims) return refuse_proof(claims.error().id);
  const auto htm = text_of(claims->members, "htm");
  const auto htu = text_of(claims->members, "htu");
  // RFC 9449 4.2: jti, htm, htu and iat are required.
  if (claims->jti.empty() || !claims->iat || !htm || !htu) return refuse_proof("missing claim");
  proof.htm = *htm;
  proof.htu = *htu;
  proof.ath = text_of(claims->members, "ath");
  proof.nonce = text_of(claims->members, "nonce");
  if (claims->members.contains("nonce") && !proof.nonce) return refuse_proof("nonce");
  proof.claims = std::move(*claims);
  return proof;
}

Result<void> check_dpop_proof(const DpopProof& proof, const DpopRules& rules, TimePoint now) {
  if (proof.htm != rules.method) return refuse_proof("htm");
  if (!is_same_target(proof.htu, rules.url)) return refuse_proof("htu");
  const jose::ClaimRules times{
      .leeway = rules.leeway, .require_exp = false, .max_age = rules.max_age};
  if (const auto good = jose::check_claims(proof.claims, times, now); !good)
    return refuse_proof(good.error().id);
  if (rules.access_token.empty()) return {};
  const auto hash = codec::to_base64url(crypto::sha256(as_bytes(rules.access_token)));
  if (!proof.ath || *proof.ath != hash) return refuse_proof("ath");
  return {};
}

}  // namespace tessera::oauth
