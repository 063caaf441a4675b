#include "authn/recovery/recovery_tokens.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/form.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/codec/readable_code.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::authn {
namespace {

constexpr std::string_view kFlowContext = "recovery-flow";
constexpr hours kLife{24};
constexpr std::size_t kPlainSize = 512;

std::string binding_context(std::string_view browser) {
  return "recovery-binding|" + std::string(browser);
}

std::string link_covers(std::string_view what, const Uuid& id) {
  return "recovery-link|" + std::string(what) + '|' + to_string(id);
}

std::string code_covers(IssuedCodeKind kind, const Uuid& person, std::string_view code) {
  return "issued_code|" + std::string(to_string(kind)) + '|' + to_string(person) + '|' +
         std::string(code);
}

}  // namespace

std::string seal_recovery_flow(const RecoveryFlow& flow, const crypto::Keyring& keys,
                               Random& random) {
  const boost::json::object json{
      {"i", flow.id}, {"l", flow.login}, {"t", flow.created.time_since_epoch().count()}};
  auto plain = boost::json::serialize(json);
  if (plain.size() < kPlainSize) plain.append(kPlainSize - plain.size(), ' ');
  return codec::to_base64url(
      keys.seal(crypto::kPurposeFlow, as_bytes(plain), kFlowContext, random));
}

std::optional<RecoveryFlow> open_recovery_flow(std::string_view sealed, const crypto::Keyring& keys,
                                               TimePoint now) {
  const auto box = codec::from_base64url(sealed);
  if (!box) return std::nullopt;
  const auto plain = keys.open(crypto::kPurposeFlow, *box, kFlowContext);
  if (!plain) return std::nullopt;
  const auto json = codec::parse_json_object(as_text(*plain));
  const auto* id = json ? codec::find_string(*json, "i") : nullptr;
  const auto* login = json ? codec::find_string(*json, "l") : nullptr;
  const auto* created = json ? json->if_contains("t") : nullptr;
  if (id == nullptr || login == nullptr || created == nullptr || !created->is_int64())
    return std::nullopt;
  RecoveryFlow flow{.id = std::string(*id),
                    .login = std::string(*login),
                    .created = TimePoint{Duration{created->get_int64()}}};
  if (now >= flow.created + kLife) return std::nullopt;
  return flow;
}

std::string seal_recovery_binding(const Uuid& recovery, std::string_view browser,
                                  const crypto::Keyring& keys, Random& random) {
  return codec::to_base64url(
      keys.seal(crypto::kPurposeFlow, recovery.bytes, binding_context(browser), random));
}

std::optional<Uuid> open_recovery_binding(std::string_view sealed, std::string_view browser,
                                          const crypto::Keyring& keys) {
  const auto box = codec::from_base64url(sealed);
  if (!box || browser.empty()) return std::nullopt;
  const auto plain = keys.open(crypto::kPurposeFlow, *box, binding_context(browser));
  Uuid id;
  if (!plain || plain->size() != id.bytes.size()) return std::nullopt;
  std::copy(plain->begin(), plain->end(), id.bytes.begin());
  return id;
}

std::string recovery_link(std::string_view what, const Uuid& id, const crypto::Keyring& keys) {
  const auto mac = keys.mac(crypto::kPurposeCookie, as_bytes(link_covers(what, id)));
  return codec::with_query("/recover/" + std::string(what),
                           {{"id", to_string(id)}, {"t", codec::to_base64url(mac)}});
}

std::optional<Uuid> check_recovery_link(std::string_view what, std::string_view id,
                                        std::string_view ticket, const crypto::Keyring& keys) {
  const auto parsed = parse_uuid(id);
  const auto mac = codec::from_base64url(ticket);
  if (!parsed || !mac) return std::nullopt;
  if (!keys.check_mac(crypto::kPurposeCookie, as_bytes(link_covers(what, *parsed)), *mac))
    return std::nullopt;
  return parsed;
}

Secret make_issued_code(Random& random) {
  return codec::make_readable_code(random, kIssuedCodeLength);
}

Bytes mac_issued_code(IssuedCodeKind kind, const Uuid& person, std::string_view code,
                      const crypto::Keyring& keys) {
  return keys.mac(crypto::kPurposeCookie, as_bytes(code_covers(kind, person, code)));
}

bool is_issued_code(const IssuedCode& row, std::string_view typed, const crypto::Keyring& keys) {
  const auto code = codec::normalise_readable_code(typed, kIssuedCodeLength);
  return !code.empty() &&
         keys.check_mac(crypto::kPurposeCookie, as_bytes(code_covers(row.kind, row.person, code)),
                        row.mac);
}

Bytes hash_recovery_secret(std::string_view normalised) {
  const auto digest = crypto::sha256(as_bytes("recovery|" + std::string(normalised)));
  return {digest.begin(), digest.end()};
}

}  // namespace tessera::authn
