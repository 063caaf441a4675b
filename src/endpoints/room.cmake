# The description of the admin API is served as it is in the repository.
tessera_embed(tessera_endpoints KIND files NAME openapi ROOT "${CMAKE_SOURCE_DIR}/schema/openapi"
              PATTERN *.json)
tessera_embed(tessera_endpoints KIND files NAME scim_files ROOT "${CMAKE_SOURCE_DIR}/schema/scim"
              PATTERN *.json)
