#include <tessera/jose/jws.hpp>

#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::jose {
namespace {

namespace json = boost::json;

std::unexpected<Error> refuse(std::string_view why) {
  return fail(Errc::invalid, "jws." + std::string(why));
}

struct Parts {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
  std::string_view signing_input;  // RFC 7515 5.2: as received, never re-encoded
};

Result<Parts> split(std::string_view compact, std::size_t max_bytes) {
  if (compact.size() > max_bytes) return refuse("malformed");
  const auto first = compact.find('.');
  const auto last = compact.rfind('.');
  if (first == std::string_view::npos || first == last) return refuse("malformed");
  const Parts parts{.header = compact.substr(0, first),
                    .payload = compact.substr(first + 1, last - first - 1),
                    .signature = compact.substr(last + 1),
                    .signing_input = compact.substr(0, last)};
  if (parts.payload.find('.') != std::string_view::npos) return refuse("malformed");
  return parts;
}

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// RFC 7515 4.1.9: a media type, usually without its "application/".
std::string normalise_typ(std::string_view typ) {
  std::string lower(typ.size(), '\0');
  std::ranges::transform(typ, lower.begin(), to_lower);
  constexpr std::string_view kPrefix = "application/";
  return lower.starts_with(kPrefix) ? lower.substr(kPrefix.size()) : lower;
}

// RFC 8725 3.11: one kind of token is never taken for another.
bool is_wanted_typ(const JwsHeader& header, const std::string& wanted) {
  const auto expected = normalise_typ(wanted);
  if (!header.members.contains("typ")) return expected == "jwt";
  return normalise_typ(header.typ) == expected;
}

Result<std::string> text_member(const json::object& members, std::string_view name) {
  if (!members.contains({name.data(), name.size()})) return std::string();
  const auto* value = codec::find_string(members, name);
  if (value == nullptr) return refuse("malformed");
  return std::string(value->data(), value->size());
}

Result<json::object> decode_members(std::string_view encoded) {
  const auto bytes = codec::from_base64url(encoded);
  if (!bytes) return refuse("malformed");
  auto members = codec::parse_json_object(as_text(*bytes));
  if (!members) return refuse("malformed");
  return std::move(*members);
}

Result<JwsHeader> parse_header(std::string_view encoded, const JwsRules& rules) {
  auto members = decode_members(encoded);
  if (!members) return std::unexpected(members.error());
  auto kid = text_member(*members, "kid");
  auto typ = text_member(*members, "typ");
  if (!kid || !typ) return refuse("malformed");
  if (members->contains("crit") || members->contains("b64")) return refuse("crit");
  const auto name = text_member(*members, "alg");
  const auto alg = name ? parse_alg(*name) : std::nullopt;
  if (!alg || std::ranges::find(rules.algorithms, *alg) == rules.algorithms.end())
    return refuse("algorithm");
  JwsHeader header{
      .alg = *alg, .kid = std::move(*kid), .typ = std::move(*typ), .members = std::move(*members)};
  if (!is_wanted_typ(header, rules.typ)) return refuse("typ");
  return header;
}

Result<std::string> decode_payload(std::string_view encoded) {
  const auto bytes = codec::from_base64url(encoded);
  if (!bytes) return refuse("malformed");
  return std::string(as_text(*bytes));
}

Result<void> check_with(const Parts& parts, SignAlg alg, const Key& key, const Bytes& signature) {
  if (!fits(alg, key.type())) return refuse("algorithm");
  if (!crypto::verify(key, alg, as_bytes(parts.signing_input), signature))
    return refuse("signature");
  return {};
}

Result<void> check_signature(const Parts& parts, const JwsHeader& header, const FindKey& find_key) {
  const auto signature = codec::from_base64url(parts.signature);
  if (!signature) return refuse("malformed");
  const auto key = find_key(header);
  if (!key) return refuse("key");
  return check_with(parts, header.alg, *key, *signature);
}

}  // namespace

Result<Jws> verify_jws(std::string_view compact, const JwsRules& rules, const FindKey& find_key) {
  const auto parts = split(compact, rules.max_bytes);
  if (!parts) return std::unexpected(parts.error());
  auto header = parse_header(parts->header, rules);
  if (!header) return std::unexpected(std::move(header.error()));
  if (const auto good = check_signature(*parts, *header, find_key); !good)
    return std::unexpected(good.error());
  auto payload = decode_payload(parts->payload);
  if (!payload) return std::unexpected(std::move(payload.error()));
  return Jws{.header = std::move(*header), .payload = std::move(*payload)};
}

Result<Jws> verify_known_jws(std::string_view compact, JwsHeader header, const Key& key,
                             std::size_t max_bytes) {
  const auto parts = split(compact, max_bytes);
  if (!parts) return std::unexpected(parts.error());
  const auto signature = codec::from_base64url(parts->signature);
  if (!signature) return refuse("malformed");
  if (const auto good = check_with(*parts, header.alg, key, *signature); !good)
    return std::unexpected(good.error());
  auto payload = decode_payload(parts->payload);
  if (!payload) return std::unexpected(std::move(payload.error()));
  return Jws{.header = std::move(header), .payload = std::move(*payload)};
}

Result<JwsHeader> peek_header(std::string_view compact, const JwsRules& rules) {
  const auto parts = split(compact, rules.max_bytes);
  if (!parts) return std::unexpected(parts.error());
  return parse_header(parts->header, rules);
}

Result<std::string> peek_payload(std::string_view compact, std::size_t max_bytes) {
  const auto parts = split(compact, max_bytes);
  if (!parts) return std::unexpected(parts.error());
  return decode_payload(parts->payload);
}

std::string sign_jws(const Key& key, SignAlg alg, std::string_view encoded_header,
                     std::string_view payload) {
  std::string token(encoded_header);
  token += '.';
  token += codec::to_base64url(as_bytes(payload));
  const auto signature = crypto::sign(key, alg, as_bytes(token));
  token += '.';
  token += codec::to_base64url(signature);
  return token;
}

std::string encode_header(SignAlg alg, std::string_view kid, std::string_view typ,
                          const json::object& extra) {
  const auto text = [](std::string_view s) { return json::string_view(s.data(), s.size()); };
  json::object members{{"alg", text(to_string(alg))}};
  if (!kid.empty()) members["kid"] = text(kid);
  if (!typ.empty()) members["typ"] = text(typ);
  for (const auto& member : extra) members[member.key()] = member.value();
  return codec::to_base64url(as_bytes(json::serialize(members)));
}

}  // namespace tessera::jose
