#include <algorithm>

#include <boost/json/array.hpp>

#include <tessera/access/approval.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/codec/rfc3339.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::access {
namespace {

namespace json = boost::json;

std::string show(TimePoint time) {
  return codec::render_rfc3339_micros(time);
}

json::value id_or_null(const std::optional<Uuid>& id) {
  return id ? json::value(to_string(*id)) : json::value(nullptr);
}

std::optional<TimePoint> time_of(const json::object& what, std::string_view name) {
  return codec::parse_rfc3339(codec::text_of(what, name));
}

bool is_end_within(const json::object& what, const std::optional<TimePoint>& ends) {
  if (!what.contains("ends")) return true;
  const auto asked = time_of(what, "ends");
  return asked && ends && *ends <= *asked;
}

}  // namespace

std::string render_object(const ApprovalRequest& request, json::object what) {
  const json::object whole{{"approval_request", to_string(request.id)},
                           {"kind", to_string(request.kind)},
                           {"subject", request.subject},
                           {"requester", id_or_null(request.requester)},
                           {"beneficiary", id_or_null(request.beneficiary)},
                           {"unit", to_string(request.unit)},
                           {"needed", request.needed},
                           {"reason", request.reason},
                           {"created", show(request.created)},
                           {"expires", show(request.expires)},
                           {"what", std::move(what)}};
  return codec::canonical_json(whole).value();
}

json::object what_of(const ApprovalRequest& request) {
  const auto whole = codec::parse_json_object(request.object);
  if (!whole) return {};
  const auto* what = whole->if_contains("what");
  return what == nullptr || !what->is_object() ? json::object{} : what->as_object();
}

bool is_whole(const ApprovalRequest& request, const crypto::Keyring& keys) {
  return request.object == render_object(request, what_of(request)) &&
         request.object_hash == hash_of_object(request.object) &&
         keys.check_mac(crypto::kPurposeRoleGrant, as_bytes(request.object), request.seal);
}

Bytes seal_of(std::string_view object, const crypto::Keyring& keys) {
  return keys.mac(crypto::kPurposeRoleGrant, as_bytes(object));
}

json::object what_of(const RoleGrant& grant) {
  auto purposes = grant.purposes;
  std::ranges::sort(purposes);
  json::object what{{"role_grant", to_string(grant.id)},
                    {"person", to_string(grant.person)},
                    {"role", grant.role},
                    {"unit", to_string(grant.unit)},
                    {"starts", codec::render_rfc3339(grant.starts)},
                    {"purposes", json::array(purposes.begin(), purposes.end())}};
  if (grant.ends) what["ends"] = codec::render_rfc3339(*grant.ends);
  return what;
}

bool is_within(const json::object& what, const HeldRole& grant) {
  const auto starts = time_of(what, "starts");
  if (codec::text_of(what, "role_grant") != to_string(grant.role_grant) ||
      codec::text_of(what, "person") != to_string(grant.person) ||
      codec::text_of(what, "role") != grant.role ||
      codec::text_of(what, "unit") != to_string(grant.unit) || !starts || grant.starts < *starts ||
      !is_end_within(what, grant.ends))
    return false;
  const auto* asked = what.if_contains("purposes");
  if (asked == nullptr || !asked->is_array()) return false;
  return std::ranges::all_of(grant.purposes, [asked](const std::string& purpose) {
    return std::ranges::any_of(asked->as_array(), [&purpose](const json::value& each) {
      return each.is_string() && each.as_string() == purpose;
    });
  });
}

Bytes hash_of_object(std::string_view object) {
  const auto digest = crypto::sha256(as_bytes(object));
  return {digest.begin(), digest.end()};
}

Bytes challenge_of(const Uuid& request, BytesView object_hash, Verdict verdict) {
  auto text = to_bytes("tessera approval v1");
  text.push_back(0);
  text.insert(text.end(), request.bytes.begin(), request.bytes.end());
  text.insert(text.end(), object_hash.begin(), object_hash.end());
  const auto word = as_bytes(to_string(verdict));
  text.insert(text.end(), word.begin(), word.end());
  const auto digest = crypto::sha256(text);
  return {digest.begin(), digest.end()};
}

}  // namespace tessera::access
