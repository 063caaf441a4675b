#include <tessera/oauth/client_logo.hpp>

#include <array>

#include <tessera/codec/base64url.hpp>
#include <tessera/crypto/digest.hpp>

namespace tessera::oauth {
namespace {

using namespace std::string_view_literals;

constexpr hours kRetry{1};
constexpr days kRenew{7};
constexpr std::size_t kAtOnce = 20;
constexpr std::size_t kLargest = 64 * 1024;

Task<std::optional<ClientLogo>> fetch_logo(HttpFetch& fetch, const std::string& uri) {
  auto document = co_await fetch.get(uri, kLargest);
  if (!document) co_return std::nullopt;
  const auto type = image_type(document->body);
  if (type.empty()) co_return std::nullopt;
  co_return ClientLogo{
      .uri = uri, .media_type = std::string(type), .content = std::move(document->body)};
}

}  // namespace

std::string logo_path(const Client& client) {
  const auto& uri = client.registration.logo_uri;
  if (uri.empty()) return {};
  const auto digest = crypto::sha256(as_bytes(uri));
  return "/oauth2/logos/" + to_string(client.id) +
         "?v=" + codec::to_base64url(BytesView(digest).first(6));
}

std::string_view image_type(std::string_view content) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kTypes{{
      {"\x89PNG\r\n\x1a\n"sv, "image/png"},
      {"\xFF\xD8\xFF"sv, "image/jpeg"},
      {"GIF87a"sv, "image/gif"},
      {"GIF89a"sv, "image/gif"},
  }};
  for (const auto& [start, type] : kTypes) {
    if (content.starts_with(start)) return type;
  }
  const bool webp =
      content.size() > 12 && content.starts_with("RIFF") && content.substr(8).starts_with("WEBP");
  return webp ? "image/webp" : "";
}

Task<int> ClientLogos::fetch_wanted(TimePoint now) {
  int count = 0;
  for (const auto& wanted : co_await store_.wanted(now - kRetry, now - kRenew, kAtOnce)) {
    auto logo = co_await fetch_logo(fetch_, wanted.uri);
    if (logo) ++count;
    co_await store_.save(wanted, std::move(logo), now);
  }
  co_return count;
}

Task<std::optional<ClientLogo>> ClientLogos::find(std::string_view client_id, TimePoint now) {
  const auto client = co_await clients_.find(std::string(client_id));
  if (!client || !client->serves(now) || client->client.registration.logo_uri.empty())
    co_return std::nullopt;
  auto logo = co_await store_.find(client->client.id);
  if (logo && logo->uri != client->client.registration.logo_uri) co_return std::nullopt;
  co_return logo;
}

}  // namespace tessera::oauth
