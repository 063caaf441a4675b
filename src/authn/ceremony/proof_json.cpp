#include <tessera/authn/proof_json.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>

namespace tessera::authn {
namespace {

bool flag(const boost::json::object& o, std::string_view name) {
  const auto* found = o.if_contains(name);
  return found != nullptr && found->is_bool() && found->get_bool();
}

}  // namespace

boost::json::object to_json(const Proof& proof) {
  boost::json::object o{{"m", to_string(proof.method)},
                        {"a", to_string(proof.authenticator)},
                        {"t", proof.at.time_since_epoch().count()}};
  if (proof.user_verified) o["v"] = true;
  if (proof.hardware) o["h"] = true;
  if (proof.syncable) o["s"] = true;
  return o;
}

std::optional<Proof> parse_proof(const boost::json::object& o) {
  const auto* method = codec::find_string(o, "m");
  const auto* authenticator = codec::find_string(o, "a");
  const auto* at = o.if_contains("t");
  if (method == nullptr || authenticator == nullptr || at == nullptr || !at->is_int64())
    return std::nullopt;
  const auto parsed = parse_method(*method);
  const auto id = parse_uuid(*authenticator);
  if (!parsed || !id) return std::nullopt;
  return Proof{.method = *parsed,
               .authenticator = *id,
               .at = TimePoint{Duration{at->get_int64()}},
               .user_verified = flag(o, "v"),
               .hardware = flag(o, "h"),
               .syncable = flag(o, "s")};
}

std::string render_proofs(std::span<const Proof> proofs) {
  boost::json::array all;
  for (const auto& proof : proofs) all.push_back(to_json(proof));
  return boost::json::serialize(all);
}

std::vector<Proof> parse_proofs(std::string_view text) {
  std::vector<Proof> proofs;
  boost::system::error_code error;
  const auto value = boost::json::parse(text, error);
  if (error || !value.is_array()) return proofs;
  for (const auto& each : value.get_array()) {
    const auto proof = each.is_object() ? parse_proof(each.get_object()) : std::nullopt;
    if (proof) proofs.push_back(*proof);
  }
  return proofs;
}

}  // namespace tessera::authn
