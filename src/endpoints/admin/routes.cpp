#include "endpoints/admin/routes.hpp"

#include "endpoints/admin/desk_page.hpp"
#include "endpoints/admin/operations.hpp"

namespace tessera::endpoints {

void add_admin_api_routes(http::Router& router, const AdminDeps& deps) {
  admin::add_people_operations(router, deps);
  admin::add_invitation_operations(router, deps);
  admin::add_access_operations(router, deps);
  admin::add_client_operations(router, deps);
  admin::add_client_token_operations(router, deps);
  admin::add_journal_operations(router, deps);
}

void add_admin_page_routes(http::Router& router, const AdminDeps& deps) {
  admin::add_access_pages(router, deps);
  admin::add_people_pages(router, deps);
  admin::add_case_pages(router, deps);
  admin::add_session_pages(router, deps);
  admin::add_recovery_pages(router, deps);
  admin::add_client_pages(router, deps);
  admin::add_client_form_pages(router, deps);
  admin::add_client_token_pages(router, deps);
  admin::add_journal_pages(router, deps);
}

}  // namespace tessera::endpoints
