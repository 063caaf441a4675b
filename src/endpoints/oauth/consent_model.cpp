#include "endpoints/oauth/consent_model.hpp"

#include <tessera/codec/url.hpp>

namespace tessera::endpoints {

ui::ConsentPage consent_model(const oauth::AskConsent& asked) {
  ui::ConsentPage page{.action = ui::SafeUrl::local(asked.action),
                       .client_name = asked.client_name,
                       .description = asked.description,
                       .owner = asked.owner,
                       .offline = asked.offline};
  if (const auto policy = ui::SafeUrl::external(asked.policy_uri)) page.policy_url = policy->text();
  if (const auto terms = ui::SafeUrl::external(asked.tos_uri)) page.tos_url = terms->text();
  if (const auto logo = ui::SafeUrl::external(asked.logo_uri)) page.logo_url = logo->text();
  for (const auto& claim : asked.claims)
    page.claims.push_back({claim.claim, claim.purpose, claim.legal_basis});
  for (const auto& detail : asked.details) {
    auto& shown = page.details.emplace_back(detail.title);
    for (const auto& row : detail.rows) shown.rows.emplace_back(row.label, row.value);
  }
  return page;
}

void allow_logo(http::Response& response, const std::string& logo_uri) {
  const auto url = codec::parse_url(logo_uri);
  const auto origin = url ? codec::origin_of(*url) : std::string();
  if (origin.empty() || !ui::SafeUrl::external(logo_uri)) return;
  constexpr std::string_view kOwn = "img-src 'self'";
  for (auto& [name, value] : response.headers) {
    if (name != "Content-Security-Policy") continue;
    if (const auto at = value.find(kOwn); at != std::string::npos)
      value.insert(at + kOwn.size(), " " + origin);
  }
}

}  // namespace tessera::endpoints
