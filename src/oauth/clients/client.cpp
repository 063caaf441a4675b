#include <tessera/oauth/client.hpp>

#include <algorithm>
#include <array>

namespace tessera::oauth {
namespace {

template <class T, std::size_t N>
std::string_view name_of(const std::array<std::pair<T, std::string_view>, N>& names, T value) {
  const auto found = std::ranges::find(names, value, &std::pair<T, std::string_view>::first);
  return found == names.end() ? std::string_view{} : found->second;
}

constexpr std::array<std::pair<ClientStatus, std::string_view>, 4> kStatuses{{
    {ClientStatus::draft, "draft"},
    {ClientStatus::approved, "approved"},
    {ClientStatus::suspended, "suspended"},
    {ClientStatus::expired, "expired"},
}};

// "cy-GB" is served by "cy".
const ClientText* text_in(const ClientRegistration& registration, std::string_view locale) {
  const auto language = locale.substr(0, locale.find('-'));
  for (const auto& text : registration.texts) {
    if (text.locale == locale || text.locale == language) return &text;
  }
  return nullptr;
}

}  // namespace

std::string_view to_string(ClientStatus status) {
  return name_of(kStatuses, status);
}

std::optional<ClientStatus> parse_client_status(std::string_view text) {
  for (const auto& [status, name] : kStatuses) {
    if (name == text) return status;
  }
  return std::nullopt;
}

std::string_view to_string(ApplicationType type) {
  switch (type) {
    case ApplicationType::web:
      return "web";
    case ApplicationType::native:
      return "native";
    case ApplicationType::machine:
      return "machine";
  }
  return {};
}

std::string_view to_string(ClientAuthMethod method) {
  switch (method) {
    case ClientAuthMethod::client_secret_basic:
      return "client_secret_basic";
    case ClientAuthMethod::client_secret_post:
      return "client_secret_post";
    case ClientAuthMethod::private_key_jwt:
      return "private_key_jwt";
    case ClientAuthMethod::tls_client_auth:
      return "tls_client_auth";
    case ClientAuthMethod::self_signed_tls_client_auth:
      return "self_signed_tls_client_auth";
    case ClientAuthMethod::none:
      return "none";
  }
  return {};
}

std::string_view to_string(SubjectType type) {
  return type == SubjectType::pairwise ? "pairwise" : "public";
}

std::string_view to_string(Ial level) {
  switch (level) {
    case Ial::none:
      return "none";
    case Ial::ial1:
      return "ial1";
    case Ial::ial2:
      return "ial2";
    case Ial::ial3:
      return "ial3";
  }
  return {};
}

std::string name_in(const ClientRegistration& registration, std::string_view locale) {
  const auto* text = text_in(registration, locale);
  return text != nullptr && !text->name.empty() ? text->name : registration.name;
}

std::string description_in(const ClientRegistration& registration, std::string_view locale) {
  const auto* text = text_in(registration, locale);
  if (text == nullptr && !registration.texts.empty()) text = &registration.texts.front();
  return text == nullptr ? std::string{} : text->description;
}

}  // namespace tessera::oauth
