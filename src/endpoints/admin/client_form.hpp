// The registration of a client as a form and back. Field names are member names; what the form does
// not show stays as it is.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <boost/json/array.hpp>

#include <tessera/codec/form.hpp>
#include <tessera/oauth/client.hpp>

#include "ui/client_pages.hpp"

namespace tessera::endpoints::admin {

// Errors as parse_registration.
[[nodiscard]] Result<oauth::ClientRegistration> read_client_form(
    const codec::Form& form, const oauth::ClientRegistration& before,
    std::span<const std::string> locales);

// The sections and claim rows; `blank` rows more than there are claims.
void fill_client_form(ui::ClientFormPage& page, const oauth::ClientRegistration& registration,
                      std::span<const std::string> locales, std::size_t blank);

// One line each: "permit: read extend:own, owner payer, assured".
[[nodiscard]] std::string render_resource_types(const std::vector<oauth::ResourceType>& types);
[[nodiscard]] boost::json::array read_resource_types(const std::string& text);

// Where an error stands: "/claims/1/purpose" -> "purpose_1", "/redirect_uris/0" -> "redirect_uris".
[[nodiscard]] std::string form_field(std::string_view pointer);

}  // namespace tessera::endpoints::admin
