#include <tessera/audit/head.hpp>

#include <algorithm>

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>
#include <tessera/jose/jws.hpp>

namespace tessera::audit {
namespace {

std::string render_payload(const Head& head) {
  return R"({"root":")" + codec::to_base64url(head.root) + R"(","size":)" +
         std::to_string(head.size) + R"(,"time":)" +
         std::to_string(head.time.time_since_epoch().count()) + R"(,"v":1})";
}

std::optional<std::int64_t> integer(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains({name.data(), name.size()});
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

Result<Head> parse_payload(std::string_view payload) {
  const auto object = codec::parse_json_object(payload);
  if (!object) return fail(Errc::invalid, "head.malformed");
  const auto size = integer(*object, "size");
  const auto time = integer(*object, "time");
  const auto* root_text = codec::find_string(*object, "root");
  const auto root = root_text == nullptr
                        ? std::nullopt
                        : codec::from_base64url({root_text->data(), root_text->size()});
  if (integer(*object, "v") != 1 || !size || *size < 0 || !time || !root || root->size() != 32) {
    return fail(Errc::invalid, "head.malformed");
  }
  Head head{.size = static_cast<std::uint64_t>(*size), .time = TimePoint{Duration{*time}}};
  std::ranges::copy(*root, head.root.begin());
  return head;
}

}  // namespace

SignedHead sign_head(const HeadKey& key, const Head& head) {
  const auto header = jose::encode_header(jose::SignAlg::es256, key.kid, kHeadTyp);
  return {.head = head,
          .kid = key.kid,
          .jws = jose::sign_jws(key.key, jose::SignAlg::es256, header, render_payload(head))};
}

Result<SignedHead> verify_head(std::string_view jws, const std::vector<HeadKey>& keys) {
  const auto find = [&keys](const jose::JwsHeader& header) -> std::optional<crypto::Key> {
    const auto found = std::ranges::find(keys, header.kid, &HeadKey::kid);
    return found == keys.end() ? std::nullopt : std::optional(found->key);
  };
  auto verified = jose::verify_jws(
      jws, {.algorithms = {jose::SignAlg::es256}, .typ = std::string(kHeadTyp)}, find);
  if (!verified) return std::unexpected(std::move(verified.error()));
  auto head = parse_payload(verified->payload);
  if (!head) return std::unexpected(std::move(head.error()));
  return SignedHead{.head = *head, .kid = verified->header.kid, .jws = std::string(jws)};
}

std::string render_saved_head(const SignedHead& head, const crypto::Key& public_key) {
  boost::json::object out;
  out["size"] = head.head.size;
  out["root"] = codec::to_base64url(head.head.root);
  out["time"] = head.head.time.time_since_epoch().count();
  out["jws"] = head.jws;
  out["jwk"] = jose::to_jwk(public_key, head.kid, jose::SignAlg::es256);
  return boost::json::serialize(out);
}

Result<SignedHead> parse_saved_head(std::string_view text) {
  const auto object = codec::parse_json_object(text);
  if (!object) return fail(Errc::invalid, "head.malformed", "The head is not a JSON object.");
  const auto* jws = codec::find_string(*object, "jws");
  const auto* jwk_value = object->if_contains("jwk");
  if (jws == nullptr || jwk_value == nullptr || !jwk_value->is_object()) {
    return fail(Errc::invalid, "head.malformed", "The head lacks jws or jwk.");
  }
  const auto jwk = jose::parse_jwk(jwk_value->get_object());
  if (!jwk) return std::unexpected(jwk.error());
  return verify_head({jws->data(), jws->size()},
                     {{.kid = jose::thumbprint(jwk->key), .key = jwk->key}});
}

}  // namespace tessera::audit
