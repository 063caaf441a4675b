#include <tessera/authn/sign_in_request.hpp>

#include <stdexcept>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/crypto/digest.hpp>

#include "authn/local_path.hpp"

namespace tessera::authn {
namespace {

constexpr std::string_view kContext = "sign-in-flow";
constexpr hours kWishLife{24};
constexpr std::size_t kFlowIdBytes = 16;
constexpr std::string_view kEnrol = "enrol";

boost::json::object to_json(const SignInRequest& r) {
  boost::json::object o{
      {"r", r.return_to}, {"w", to_string(r.wanted)}, {"t", r.created.time_since_epoch().count()}};
  const auto put = [&o](const char* name, const std::string& value) {
    if (!value.empty()) o[name] = value;
  };
  put("c", r.cancel_to);
  put("m", r.unmet_to);
  put("h", r.login_hint);
  put("n", r.client_name);
  put("i", r.client_id);
  put("f", r.form_origin);
  put("l", r.ui_locales);
  put("d", r.flow);
  if (r.purpose == Purpose::enrol_authenticator) o["u"] = kEnrol;
  if (r.essential) o["e"] = true;
  if (r.person) o["p"] = to_string(*r.person);
  if (r.fresh) o["a"] = r.not_before.time_since_epoch().count();
  return o;
}

TimePoint time_of(const boost::json::object& o, std::string_view name) {
  const auto* found = o.if_contains(name);
  return TimePoint{Duration{found != nullptr && found->is_int64() ? found->get_int64() : 0}};
}

SignInRequest from_json(const boost::json::object& o) {
  SignInRequest r;
  r.return_to = codec::text_of(o, "r");
  r.cancel_to = codec::text_of(o, "c");
  r.unmet_to = codec::text_of(o, "m");
  r.wanted = parse_acr(codec::text_of(o, "w")).value_or(Acr::aal1);
  r.fresh = o.contains("a");
  r.not_before = time_of(o, "a");
  r.login_hint = codec::text_of(o, "h");
  r.person = parse_uuid(codec::text_of(o, "p"));
  r.client_name = codec::text_of(o, "n");
  r.client_id = codec::text_of(o, "i");
  r.form_origin = codec::text_of(o, "f");
  r.ui_locales = codec::text_of(o, "l");
  r.created = time_of(o, "t");
  r.flow = codec::text_of(o, "d");
  if (codec::text_of(o, "u") == kEnrol) r.purpose = Purpose::enrol_authenticator;
  r.essential = o.contains("e");
  return r;
}

}  // namespace

std::string sign_in_url(const SignInRequest& request, const crypto::Keyring& keys, Random& random) {
  if (!is_local_path(request.return_to) ||
      (!request.cancel_to.empty() && !is_local_path(request.cancel_to)) ||
      (!request.unmet_to.empty() && !is_local_path(request.unmet_to))) {
    throw std::logic_error("sign_in_url: not a local path");
  }
  auto json = to_json(request);
  if (request.flow.empty()) json["d"] = codec::to_base64url(random.bytes(kFlowIdBytes));
  const auto plain = boost::json::serialize(json);
  const auto box = keys.seal(crypto::kPurposeFlow, as_bytes(plain), kContext, random);
  return "/sign-in?flow=" + codec::to_base64url(box);
}

Result<OpenedFlow> open_flow(std::string_view flow, const crypto::Keyring& keys, TimePoint now) {
  const auto box = codec::from_base64url(flow);
  if (!box) return fail(Errc::invalid, "flow.invalid");
  const auto plain = keys.open(crypto::kPurposeFlow, *box, kContext);
  if (!plain) return fail(Errc::invalid, "flow.invalid", {}, plain.error().id);
  const auto json = codec::parse_json_object(as_text(*plain));
  if (!json) return fail(Errc::invalid, "flow.invalid", {}, json.error().id);
  OpenedFlow opened{from_json(*json), false};
  if (!is_local_path(opened.request.return_to)) return fail(Errc::invalid, "flow.invalid");
  if (opened.request.flow.empty()) {  // of a node that gave none yet
    opened.request.flow = codec::to_base64url(crypto::sha256(as_bytes(flow)));
  }
  opened.stale = now > opened.request.created + kWishLife;
  return opened;
}

}  // namespace tessera::authn
