// Start page, assets, language choice and, on a development server, the page of sent mails.
#pragma once

#include <filesystem>
#include <optional>

#include <tessera/http/router.hpp>
#include <tessera/people/language.hpp>

#include "endpoints/web.hpp"

namespace tessera::endpoints {

struct PublicDeps {
  const Web& web;
  people::LanguageStore& languages;
  // Where `tessera dev` keeps mails as .eml files; /dev/outbox exists only if this is set.
  std::optional<std::filesystem::path> outbox_folder;
};

// What deps refers to must outlive the router.
void add_public_routes(http::Router& router, const PublicDeps& deps);

}  // namespace tessera::endpoints
