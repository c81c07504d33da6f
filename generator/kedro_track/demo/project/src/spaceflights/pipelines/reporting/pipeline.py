"""Which plots are drawn of what."""

from kedro.pipeline import Pipeline, node, pipeline

from .nodes import average_capacity, create_confusion_matrix, plot_predictions

ACTIVE = "data_science.active_modelling_pipeline"
CANDIDATE = "data_science.candidate_modelling_pipeline"


def create_pipeline() -> Pipeline:
    """Make the pipeline."""
    return pipeline(
        [
            node(
                average_capacity,
                inputs="preprocessed_shuttles",
                outputs="shuttle_passenger_capacity_plot",
                name="shuttle_passenger_capacity_node",
            ),
            node(
                create_confusion_matrix,
                inputs=f"{ACTIVE}.predictions",
                outputs="confusion_matrix",
                name="create_confusion_matrix_node",
            ),
            *(
                node(
                    plot_predictions,
                    inputs=f"{model}.predictions",
                    outputs=f"{model}.predictions_plot",
                    name=f"plot_predictions_of_{model.rsplit('.', 1)[-1]}_node",
                )
                for model in (ACTIVE, CANDIDATE)
            ),
        ],
        tags="report",
    )
