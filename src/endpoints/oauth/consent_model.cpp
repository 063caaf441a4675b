#include "endpoints/oauth/consent_model.hpp"

namespace tessera::endpoints {

ui::ConsentPage consent_model(const oauth::AskConsent& asked) {
  ui::ConsentPage page{.action = ui::SafeUrl::local(asked.action),
                       .client_name = asked.client_name,
                       .description = asked.description,
                       .owner = asked.owner,
                       .offline = asked.offline};
  if (const auto policy = ui::SafeUrl::external(asked.policy_uri)) page.policy_url = policy->text();
  if (const auto terms = ui::SafeUrl::external(asked.tos_uri)) page.tos_url = terms->text();
  page.logo_path = asked.logo_path;
  for (const auto& claim : asked.claims)
    page.claims.push_back({claim.claim, claim.purpose, claim.legal_basis});
  for (const auto& detail : asked.details) {
    auto& shown = page.details.emplace_back(detail.title);
    for (const auto& row : detail.rows) shown.rows.emplace_back(row.label, row.value);
  }
  return page;
}

}  // namespace tessera::endpoints
