#include "authn/passkeys/response_json.hpp"

#include <boost/json/array.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::authn {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongest = 32 * 1024;
constexpr std::size_t kMostTransports = 16;

std::unexpected<Error> malformed() {
  return fail(Errc::invalid, "passkey.malformed");
}

struct Members {
  Bytes id;
  json::object response;
};

std::optional<Bytes> bytes_of(const json::object& o, std::string_view name) {
  const auto* text = codec::find_string(o, name);
  return text == nullptr ? std::nullopt : codec::from_base64url({text->data(), text->size()});
}

Result<Members> parse_members(std::string_view text) {
  const auto whole = codec::parse_json_object(text, kLongest);
  if (!whole) return malformed();
  const auto* type = codec::find_string(*whole, "type");
  auto id = bytes_of(*whole, "rawId");
  const auto* response = whole->if_contains("response");
  if (type == nullptr || *type != "public-key" || !id || response == nullptr ||
      !response->is_object())
    return malformed();
  return Members{.id = std::move(*id), .response = response->as_object()};
}

std::vector<std::string> transports_of(const json::object& response) {
  std::vector<std::string> out;
  const auto* list = response.if_contains("transports");
  if (list == nullptr || !list->is_array()) return out;
  for (const auto& each : list->as_array()) {
    if (each.is_string() && out.size() < kMostTransports) out.emplace_back(each.as_string());
  }
  return out;
}

}  // namespace

Result<webauthn::RegistrationResponse> parse_registration(std::string_view text) {
  auto members = parse_members(text);
  if (!members) return std::unexpected(members.error());
  auto client_data = bytes_of(members->response, "clientDataJSON");
  auto object = bytes_of(members->response, "attestationObject");
  if (!client_data || !object) return malformed();
  return webauthn::RegistrationResponse{.credential_id = std::move(members->id),
                                        .client_data_json = std::move(*client_data),
                                        .attestation_object = std::move(*object),
                                        .transports = transports_of(members->response)};
}

Result<webauthn::AssertionResponse> parse_assertion(std::string_view text) {
  auto members = parse_members(text);
  if (!members) return std::unexpected(members.error());
  auto client_data = bytes_of(members->response, "clientDataJSON");
  auto data = bytes_of(members->response, "authenticatorData");
  auto signature = bytes_of(members->response, "signature");
  if (!client_data || !data || !signature) return malformed();
  webauthn::AssertionResponse out{.credential_id = std::move(members->id),
                                  .client_data_json = std::move(*client_data),
                                  .authenticator_data = std::move(*data),
                                  .signature = std::move(*signature)};
  const auto* handle = members->response.if_contains("userHandle");
  if (handle == nullptr || handle->is_null()) return out;
  out.user_handle = bytes_of(members->response, "userHandle");
  if (!out.user_handle) return malformed();
  // Some clients write an absent handle as an empty one.
  if (out.user_handle->empty()) out.user_handle.reset();
  return out;
}

}  // namespace tessera::authn
